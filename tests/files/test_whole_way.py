"""One CV from the applicant's form to the day on which its bytes are gone, over both stores."""

import json

import pytest
from django.test import Client

from files import tasks
from files.models import StoredFile
from files.uploading import forget
from tests.files.corpus import sample
from tests.files.places import Place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.files.probe")]


def test_uploaded_read_served_forgotten_and_tidied(place: Place, client: Client) -> None:
    cv = sample("s35")

    answer = client.post("/upload/", {"before": "a", "cv": cv.upload(), "after": "b"})
    stored = StoredFile.objects.get(pk=answer.json()["id"])
    assert place.kept() == {stored.key}

    tasks.sweep()
    stored.refresh_from_db()
    assert stored.reading == "read"
    assert stored.text
    pages = set(stored.pages.values_list("key", flat=True))
    assert place.kept() == {stored.key} | pages

    assert b"".join(client.get(f"/{stored.pk}/").streaming_content) == cv.content
    assert b"".join(client.get(f"/{stored.pk}/1/").streaming_content)[8:12] == b"WEBP"

    place.age()
    tasks.tidy()
    assert place.kept() == {stored.key} | pages

    forget(stored)
    assert place.kept() == set()


def test_a_refused_file_never_reaches_the_store(place: Place, client: Client) -> None:
    answer = client.post("/upload/", {"before": "a", "cv": sample("s43").upload(), "after": "b"})

    assert "script" in json.dumps(answer.json()["errors"]["cv"])
    assert place.kept() == set()


def test_while_the_store_is_away_the_form_stays(place: Place, client: Client) -> None:
    place.go_away()

    answer = client.post("/upload/", {"before": "kept", "cv": sample("s35").upload(), "after": "kept too"})

    assert answer.status_code == 200
    assert "Nothing you typed is lost" in answer.json()["errors"]["cv"][0]
    assert (answer.json()["before"], answer.json()["after"]) == ("kept", "kept too")
    assert not StoredFile.objects.exists()
