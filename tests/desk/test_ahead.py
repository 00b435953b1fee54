"""The next application is fetched before it is asked for: what that is on record as."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from whitenoise.media_types import MediaTypes

from accounts.models import User
from applications.models import Application
from audit.models import Entry
from files import store
from screening.models import Opened
from tests.factories import ApplicationFactory, PostingFactory

pytestmark = pytest.mark.django_db
AHEAD = {"Sec-Purpose": "prefetch"}


@pytest.fixture
def two() -> list[Application]:
    """In the order of their list."""
    posting, now = PostingFactory(), timezone.now()
    return [
        ApplicationFactory(posting=posting, name=name, submitted_at=now - timedelta(days=days))
        for days, name in enumerate(["Amina", "Bo"])
    ]


def at(application: Application, rest: str = "") -> str:
    return f"/desk/applications/{application.code}/{rest}"


def on_record() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("action", "object_id"))


def test_a_page_asks_for_the_next_of_its_list(
    client: Client, two: list[Application], recruiter: User
) -> None:
    client.force_login(recruiter)

    first, last = (client.get(at(one)) for one in two)

    assert first["Speculation-Rules"] == '"/static/js/next.speculationrules"'
    assert "Speculation-Rules" not in last
    rules = Path(str(finders.find("js/next.speculationrules"))).read_text()
    [rule] = json.loads(rules)["prefetch"]
    kinds = MediaTypes(extra_types=settings.WHITENOISE_MIMETYPES)
    assert kinds.get_type("next.0a1b2c.speculationrules") == "application/speculationrules+json"
    assert rule["where"] == {"selector_matches": "main a[rel=next][data-key=j]"}
    assert re.search(f'<a [^>]*rel="next" data-key="j" href="{at(two[1])}"', first.text)


def test_fetched_ahead_is_on_record_as_that_until_it_is_shown(
    client: Client, two: list[Application], recruiter: User
) -> None:
    """D11: what left for a browser is on record at once; that somebody read it, when its page is shown."""
    client.force_login(recruiter)
    one, key = two[1], str(two[1].pk)

    page = client.get(at(one), headers=AHEAD)

    assert on_record() == [("application.sent_ahead", key)]
    assert not Opened.objects.exists()  # to its reader it is as unread as it was
    assert "no-store" in page["Cache-Control"]
    [shown] = re.findall(r'data-shown="([^"]+)"', page.text)
    client.get(shown)
    client.get(shown)
    assert on_record() == [("application.sent_ahead", key), ("application.read", key)]
    assert Opened.objects.get().application == one


def test_opened_by_its_reader_it_says_so_once(
    client: Client, two: list[Application], recruiter: User
) -> None:
    client.force_login(recruiter)

    assert "data-shown" not in client.get(at(two[0])).text
    assert on_record() == [("application.read", str(two[0].pk))]


def test_a_page_of_the_cv_that_is_fetched_is_read(
    client: Client, two: list[Application], recruiter: User
) -> None:
    """Nothing but the page itself is fetched ahead; no header of a browser keeps a reading off the record."""
    two[1].cv.pages.create(number=1, key=store.keep(b"RIFF picture"), width=800, height=1131)
    client.force_login(recruiter)

    answer = client.get(at(two[1], "cv/pages/1/"), headers=AHEAD)

    assert b"".join(answer) == b"RIFF picture"
    assert on_record() == [("application.read", str(two[1].pk))]


def test_what_was_said_is_said_on_the_page_that_is_seen(
    client: Client, two: list[Application], recruiter: User
) -> None:
    one, stage = two[0], two[0].posting.stages.get(kind="offer")
    client.force_login(recruiter)
    client.post(at(one, "moves/"), {"to": stage.pk, "version": one.version})

    client.get(at(two[1]), headers=AHEAD)

    assert "Amina is in Offer now." in client.get(at(one)).text
    assert "Amina is in Offer now." not in client.get(at(one)).text


def test_an_outsider_is_sent_nothing_ahead(client: Client, two: list[Application], outsider: User) -> None:
    client.force_login(outsider)

    assert client.get(at(two[0]), headers=AHEAD).status_code == 404
    assert on_record() == []


def test_one_ahead_costs_no_more_queries(
    client: Client, two: list[Application], recruiter: User, django_assert_num_queries: Any
) -> None:
    two[1].cv.pages.create(number=1, key="00/00", width=800, height=1131)
    client.force_login(recruiter)
    client.get(at(two[1]), headers=AHEAD)

    with django_assert_num_queries(21):
        client.get(at(two[1]), headers=AHEAD)
