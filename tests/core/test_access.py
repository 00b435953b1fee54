"""The three marks."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from core.access import applicant, public, staff
from core.refusals import takes


def view(request: HttpRequest) -> HttpResponse:
    """What it says."""
    return HttpResponse("seen")


@pytest.mark.parametrize(
    ("mark", "name", "asks_for_sign_in", "stored"),
    [(public, "public", False, True), (applicant, "applicant", False, False), (staff, "staff", True, False)],
)
def test_a_mark_says_who_it_is_for(
    rf: Any, mark: Any, name: str, asks_for_sign_in: bool, stored: bool
) -> None:
    marked = mark(view)
    response = marked(rf.get("/"))

    assert (marked.access, getattr(marked, "login_required", True)) == (name, asks_for_sign_in)
    assert ("no-store" not in response.headers.get("Cache-Control", "")) == stored
    assert marked.__name__ == "view"
    assert not hasattr(view, "access")


def test_what_stands_below_a_mark_is_seen_through_it() -> None:
    def give_back(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    for mark in (public, applicant, staff):
        seen = mark(takes(None, given_back=give_back)(lambda request: HttpResponse()))
        assert seen.given_back is give_back
