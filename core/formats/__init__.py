"""How days and times are written, by language."""

# However a day is typed here, the day comes before the month, in every language. Twin: static/js/days.js.
DAYS_TYPED = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"]
