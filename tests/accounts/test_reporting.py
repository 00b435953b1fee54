"""`/.well-known/security.txt`, as RFC 9116 wants it."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def contact(address: str) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"name": "House", "security_contact": address})


@time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC))
def test_it_says_who_reads_reports(client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://jobs.example.com"
    contact("holes+jobs@example.com")

    response = client.get(ADDRESS)

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:holes%2Bjobs@example.com",
        "Expires: 2027-05-24T00:00:00Z",
        "Preferred-Languages: en, da",
        "Canonical: https://jobs.example.com/.well-known/security.txt",
    ]


def test_until_somebody_is_named_it_is_not_there(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404

    contact("")

    assert client.get(ADDRESS).status_code == 404


def test_it_is_for_reading_only(client: Client) -> None:
    contact("holes@example.com")

    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200
