"""Zones in which it is a certain hour now, so that a test of days and nights runs at any time of day."""

from datetime import UTC

from django.utils import timezone


def zone_where_it_is(hour: int) -> str:
    ahead = (hour - timezone.now().astimezone(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # the sign is the other way round in these names
