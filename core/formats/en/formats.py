"""English as it is written here: British order, the day of the week, a clock of 24 hours."""

from django.conf.locale.en_GB.formats import DATETIME_INPUT_FORMATS  # noqa: F401  read by Django

from core.formats import DAYS_TYPED

DATE_FORMAT = "l j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "l j F Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "l j F"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = DAYS_TYPED
