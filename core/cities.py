"""The city that a time zone is named after, as the reader's language calls it."""

from django.utils.translation import pgettext_lazy

# Those that Danish calls otherwise; every other city has its own name.
CITIES = {
    "Athens": pgettext_lazy("city", "Athens"),
    "Brussels": pgettext_lazy("city", "Brussels"),
    "Bucharest": pgettext_lazy("city", "Bucharest"),
    "Cairo": pgettext_lazy("city", "Cairo"),
    "Copenhagen": pgettext_lazy("city", "Copenhagen"),
    "Kathmandu": pgettext_lazy("city", "Kathmandu"),
    "Kyiv": pgettext_lazy("city", "Kyiv"),
    "Lisbon": pgettext_lazy("city", "Lisbon"),
    "Moscow": pgettext_lazy("city", "Moscow"),
    "Prague": pgettext_lazy("city", "Prague"),
    "Rome": pgettext_lazy("city", "Rome"),
    "Tehran": pgettext_lazy("city", "Tehran"),
    "Vienna": pgettext_lazy("city", "Vienna"),
    "Warsaw": pgettext_lazy("city", "Warsaw"),
    "Zurich": pgettext_lazy("city", "Zurich"),
}


def city(zone: str) -> str:
    """Copenhagen, New York: of Europe/Copenhagen, America/New_York."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    return str(CITIES.get(name, name))
