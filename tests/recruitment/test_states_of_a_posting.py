"""S26, V15: every public address of a posting, crawled in each of its states."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Draft
from postings.models import Posting
from postings.page_cache import pages
from tests.recruitment.asking import every_row
from tests.recruitment.matrix import Route
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now()
UNSEEN: dict[str, dict[str, Any]] = {
    "a draft": {"state": Posting.State.DRAFT},
    "one of the future": {"opens_at": NOW + timedelta(days=1)},
    "an archived one": {"state": Posting.State.ARCHIVED},
}
CLOSED: dict[str, dict[str, Any]] = {
    "past its deadline": {"opens_at": NOW - timedelta(days=30), "deadline": (NOW - timedelta(days=3)).date()},
    "closed by hand": {"closed_at": NOW - timedelta(minutes=1)},
}
LISTS = ("/jobs/", "/jobs/?q={title}", "/jobs/?place=Kalundborg", "/sitemap.xml")


def of_a_posting(world: World) -> list[Route]:
    return [route for route in ROUTES if route.mark != "staff" and "slug" in route.kwargs(world)]


@pytest.fixture
def in_state(world: World) -> Callable[[dict[str, Any]], None]:
    def put(fields: dict[str, Any]) -> None:
        Posting.objects.filter(pk=world.here.pk).update(title="Keeper of Secrets", **fields)
        pages.clear()

    with transaction.atomic():
        yield put
        transaction.set_rollback(True)
    pages.clear()


def ask(route: Route, world: World, slug: str) -> list[Any]:
    """A stranger's GET and POST."""
    kwargs = {**route.kwargs(world), "slug": slug}
    path = reverse(route.name, kwargs={**kwargs, "token": "guessed"} if "token" in kwargs else kwargs)
    return [Client().get(path), Client().post(path, route.data(world))]


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_public_is_missing_at_every_address(
    state: str, world: World, in_state: Callable[[dict[str, Any]], None]
) -> None:
    """Exactly like a posting that never was: the same status, the same page, and no draft of it."""
    in_state(UNSEEN[state])
    before = every_row()

    for route in of_a_posting(world):
        answers = ask(route, world, world.here.slug)
        never = ask(route, world, "zero")
        assert {answer.status_code for answer in answers} <= {404, 405}, route.name
        assert [a.status_code for a in answers] == [a.status_code for a in never], route.name
        assert [a.content for a in answers] == [a.content for a in never], route.name

    assert every_row() == before
    for address in LISTS:
        text = Client().get(address.format(title="Keeper of Secrets")).text
        assert "Keeper of Secrets</" not in text, address
        assert f"/jobs/{world.here.slug}/" not in text, address


@pytest.mark.parametrize("state", CLOSED)
def test_a_closed_one_keeps_its_page_and_takes_nothing(
    state: str, world: World, in_state: Callable[[dict[str, Any]], None]
) -> None:
    in_state(CLOSED[state])
    before = every_row()

    page, apply = (
        reverse(name, kwargs={"slug": world.here.slug}) for name in ("postings:posting", "applications:apply")
    )
    assert "This position closed on" in Client().get(page).text
    assert "/apply/" not in Client().get(page).text
    assert "<form" not in Client().get(apply).text
    for route in of_a_posting(world):
        if route.name in {"applications:apply", "applications:apply_background", "applications:apply_cv"}:
            answer = ask(route, world, world.here.slug)[1]
            assert answer.status_code == 409, route.name
            assert "have closed" in answer.text, route.name
        if route.name == "applications:apply_review":
            held = world.client("applicant")
            assert (
                held.post(
                    reverse(route.name, kwargs=route.kwargs(world)), {"draft": world.draft_a.pk}
                ).status_code
                == 409
            )

    assert every_row() == before
    for address in LISTS:
        text = Client().get(address.format(title="Keeper of Secrets")).text
        assert "Keeper of Secrets</" not in text, address
        assert f"/jobs/{world.here.slug}/" not in text, address


def test_an_open_one_is_in_every_list(world: World, in_state: Callable[[dict[str, Any]], None]) -> None:
    """The control: what is looked for above is there to be found."""
    in_state({})

    for address in LISTS:
        assert f"/jobs/{world.here.slug}/" in Client().get(address.format(title="Keeper of Secrets")).text


def test_whoever_holds_a_draft_of_an_archived_one_finds_their_text(
    world: World, in_state: Callable[[dict[str, Any]], None]
) -> None:
    in_state(UNSEEN["an archived one"])

    page = world.client("applicant").get(reverse("applications:apply", kwargs={"slug": world.here.slug})).text

    assert Draft.objects.get(pk=world.draft_a.pk).name in page
