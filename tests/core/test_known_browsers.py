"""A browser is known by a signed cookie that opens nothing and names nobody."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core import known_browsers

COOKIE = settings.KNOWN_COOKIE_NAME
WHO = "staff:rita@staff.example"


def after(response: HttpResponse) -> HttpRequest:
    """The next request of that browser."""
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return request


def remembered(*people: str) -> HttpRequest:
    request = RequestFactory().get("/")
    for who in people:
        request = after(known_browsers.remember(request, HttpResponse(), who))
    return request


def test_a_browser_is_known_for_whom_it_was_remembered() -> None:
    request = remembered(WHO)

    assert known_browsers.name_of(request, WHO.upper().replace("STAFF:", "staff:"))
    assert known_browsers.name_of(request, "applicant:rita@staff.example") == ""
    assert known_browsers.name_of(RequestFactory().get("/"), WHO) == ""


def test_it_keeps_its_name_and_five_people() -> None:
    people = [f"staff:{number}@staff.example" for number in range(6)]
    request = remembered(*people)

    names = {known_browsers.name_of(request, who) for who in people[1:]}
    assert len(names) == 1
    assert "" not in names
    assert known_browsers.name_of(request, people[0]) == ""
    assert known_browsers.name_of(remembered(WHO), WHO) != known_browsers.name_of(remembered(WHO), WHO)


@pytest.mark.parametrize(
    "change", [lambda kept: kept[:-1], lambda kept: "x" + kept, lambda kept: "", lambda kept: "é:1:2"]
)
def test_whoever_makes_one_up_is_not_known(change: Callable[[str], str]) -> None:
    request = remembered(WHO)
    request.COOKIES[COOKIE] = change(request.COOKIES[COOKIE])

    assert known_browsers.name_of(request, WHO) == ""


def test_it_says_nobodys_address_and_lasts_half_a_year(settings: object) -> None:
    response = known_browsers.remember(RequestFactory().get("/"), HttpResponse(), WHO)
    cookie: SimpleCookie = response.cookies

    assert "rita" not in cookie[COOKIE].value
    assert (cookie[COOKIE]["httponly"], cookie[COOKIE]["samesite"]) == (True, "Lax")
    assert cookie[COOKIE]["max-age"] == 180 * 24 * 3600
