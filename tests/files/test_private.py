"""The store has no address."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from files.uploading import take
from tests.files.corpus import sample


def leads_somewhere(address: str) -> bool:
    """A 404 by the table of routes alone need not be asked for a thousand times."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


@pytest.mark.django_db
def test_no_derived_address_leads_to_a_file(client: Client) -> None:
    """V1, V12: a thousand guesses by key, id, name and hash, as nobody in particular."""
    stored = take(sample("s35").upload())
    words = [stored.key, stored.key[3:], stored.name, stored.sha256, str(stored.pk), f"{stored.pk}.pdf"]
    words += [f"{stored.key}.pdf", f"../{stored.key}", f"%2e%2e/{stored.key}", f"{stored.key}/"]
    folders = [
        "",
        "files/",
        "media/",
        "static/",
        "static/../files/",
        "uploads/",
        "cv/",
        "jobs/",
        "desk/",
        "my/",
    ]
    folders += ["api/v1/files/", "download/", "storage/", "var/files/", "private/", "admin/files/storedfile/"]
    guesses = [f"/{folder}{word}" for folder in folders for word in words]
    guesses += [f"/{folder}{number}" for number in range(1_000 - len(guesses)) for folder in ("files/",)]

    asked = [guess for guess in guesses if guess.startswith("/static/") or leads_somewhere(guess)]
    found = [guess for guess in asked if client.get(guess).status_code == 200]

    assert len(guesses) == 1_000
    assert asked
    assert found == []
