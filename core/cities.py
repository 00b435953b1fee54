"""The city that a time zone is named after, as the reader's language calls it."""

import re
from collections import Counter
from zoneinfo import available_timezones

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
# Where the last part of a zone's name is a city; US/Pacific and Etc/GMT+1 are no cities.
WITH_CITIES = re.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")


def city(zone: str) -> str:
    """Copenhagen, New York: of Europe/Copenhagen, America/New_York."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    return str(CITIES.get(name, name))


def zones() -> list[tuple[str, str]]:
    """Each time zone by its city, to choose from; with its whole name where the city says too little."""
    names = [zone for zone in available_timezones() if "/" in zone or zone == "UTC"]
    cities = {zone: city(zone) for zone in names}
    how_often = Counter(cities.values())
    said = {
        zone: name if zone == name or _says_enough(zone, how_often[name]) else f"{name} ({zone})"
        for zone, name in cities.items()
    }
    return sorted(said.items(), key=lambda pair: pair[1].casefold())


def _says_enough(zone: str, how_often: int) -> bool:
    return how_often == 1 and bool(WITH_CITIES.match(zone))
