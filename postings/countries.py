"""Names for the countries that postings are in; an unknown code stands for itself."""

NAMES = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "CA": "Canada", "CH": "Switzerland", "CN": "China",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland",
    "FO": "Faroe Islands", "FR": "France", "GB": "United Kingdom", "GL": "Greenland", "GR": "Greece",
    "HR": "Croatia", "HU": "Hungary", "IE": "Ireland", "IN": "India", "IS": "Iceland", "IT": "Italy",
    "JP": "Japan", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "NL": "Netherlands", "NO": "Norway",
    "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia",
    "SK": "Slovakia", "US": "United States",
}  # fmt: skip


def country_name(code: str) -> str:
    return NAMES.get(code, code)
