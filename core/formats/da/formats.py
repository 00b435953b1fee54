"""Danish: "fredag den 12. marts 2027 kl. 14.02" in a sentence, "12. marts 2027, 14:02" in a table."""

from core.formats import DAYS_TYPED

DATE_FORMAT = r"l \d\e\n j. F Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"l \d\e\n j. F Y \k\l. H.i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = r"l \d\e\n j. F"
SHORT_DATE_FORMAT = "j. N Y"
SHORT_DATETIME_FORMAT = "j. N Y, H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = DAYS_TYPED
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
