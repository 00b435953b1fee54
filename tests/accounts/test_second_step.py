"""The second step of signing in, and V18: the ways around it."""

from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts import factors, people
from accounts.models import User
from audit.models import Entry
from tests.accounts.second_factors import (
    SECOND_STEP,
    code,
    half_in,
    recovery_codes,
    sign_in_with_app,
    step,
    with_app,
)
from tests.accounts.signing_in import is_in, reset_link, sign_in
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NOON = "2027-02-03T12:00:10Z"


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def person(recruiter: User) -> User:
    return with_app(recruiter)


def test_a_password_and_a_code_sign_in(client: Client, person: User) -> None:
    first = half_in(client, person)
    assert first.headers["Location"] == SECOND_STEP
    assert "The first step was right" in client.get(SECOND_STEP).text
    assert not is_in(client)

    done = step(client, code())

    assert done.headers["Location"] == "/desk/"
    assert is_in(client)
    assert client.session["staff_factor"] is True
    assert list(Entry.objects.filter(action="user.signed_in").values_list("object_id", flat=True)) == [
        str(person.pk)
    ]


def test_the_session_of_the_first_step_is_dead_after_the_second(client: Client, person: User) -> None:
    """S6: whoever knew the id of a half-finished sign-in has nothing in hand when it is finished."""
    half_in(client, person)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value

    step(client, code())

    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = before
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert (is_in(client), is_in(attacker)) == (True, False)
    assert attacker.get(SECOND_STEP).status_code == 302, "nor is it half in any more"


def test_it_goes_on_to_the_page_that_was_asked_for(client: Client, person: User) -> None:
    client.post(
        "/accounts/login/", {"login": person.email, "password": PASSWORD, "next": "/desk/applications/"}
    )

    assert step(client, code()).headers["Location"] == "/desk/applications/"


@pytest.mark.parametrize("steps, is_right", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(client: Client, person: User, steps: int, is_right: bool) -> None:
    half_in(client, person)

    assert (step(client, code(steps)).status_code, is_in(client)) == (
        (302, True) if is_right else (400, False)
    )


@pytest.mark.parametrize("gone", [0, 25, 31, 55])
def test_a_code_is_right_once(client: Client, person: User, at_noon: Any, gone: int) -> None:
    """V18: replayed at once, and as long as the clock's drift would let it be right."""
    used = code()
    sign_in_with_app(client, person)
    at_noon.shift(gone)
    cache.clear()  # it is remembered in the row

    other = Client()
    half_in(other, person)
    page = step(other, used)

    assert page.status_code == 400
    assert "or was used already" in page.text
    assert not is_in(other)


def test_a_recovery_code_is_right_once(client: Client, person: User) -> None:
    one = recovery_codes(person)[3]
    half_in(client, person)
    assert step(client, f"{one[:5]} {one[5:]}").status_code == 302

    other = Client()
    half_in(other, person)

    assert step(other, one).status_code == 400
    assert factors.of(person).codes_left == 9
    assert Entry.objects.filter(action="user.recovery_code_used", object_id=str(person.pk)).count() == 1
    assert one not in recovery_codes(person)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"code": ""},
        {"code": "null"},
        {"code": "None"},
        {"code": "000000\x00"},
        {"code[]": "{right}"},
        {"code": ["000000", "000001"]},
        {"code": "[]"},
        {"code": "{}"},
        {"code": "٠٠٠٠٠٠"},
        {"code": "-1"},
        {"code": "9" * 5000},
        {"credential": "null"},
        {"credential": "[]"},
    ],
)
def test_no_code_is_no_code(client: Client, person: User, sent: dict[str, Any]) -> None:
    """V18: null, arrays and other shapes."""
    half_in(client, person)
    sent = {name: value if value != "{right}" else code() for name, value in sent.items()}

    page = client.post(SECOND_STEP, sent)
    as_json = client.post(SECOND_STEP, {"code": None}, content_type="application/json")

    assert (page.status_code, as_json.status_code) == (400, 400)
    assert not is_in(client)


def test_the_sixth_guess_waits(client: Client, person: User, at_noon: Any) -> None:
    """V18: from whatever browser, and while the cache is gone; for a right code too."""
    for guess in range(5):
        browser = Client()
        half_in(browser, person)
        assert step(browser, f"{guess:06}").status_code == 400
        cache.clear()
    half_in(client, person)

    sixth = step(client, code())

    assert (sixth.status_code, sixth.headers["Retry-After"]) == (429, "900")
    assert not is_in(client)
    assert step(client, recovery_codes(person)[0]).status_code == 429
    reasons = Entry.objects.filter(action__startswith="user.sign_in_").values_list("action", "data__reason")
    assert sorted(set(reasons)) == [
        ("user.sign_in_failed", "code"),
        ("user.sign_in_refused", "too_many_codes"),
    ]
    at_noon.shift(15 * 60)
    half_in(client, person)
    assert step(client, code()).status_code == 302


def test_a_right_code_ends_the_count(client: Client, person: User, at_noon: Any) -> None:
    for round_ in range(2):
        half_in(client, person)
        for guess in range(4):
            assert step(client, f"{guess:06}").status_code == 400
        assert step(client, code()).status_code == 302, round_
        client.post("/accounts/logout/")
        at_noon.shift(60)


def test_the_second_step_comes_after_the_first(client: Client, person: User) -> None:
    """V18: in another order."""
    assert client.get(SECOND_STEP).headers["Location"] == "/accounts/login/"
    assert step(client, code()).headers["Location"] == "/accounts/login/"
    assert not is_in(client)
    half_in(client, person)
    assert step(client, code()).status_code == 302, "that code was not used up"


def test_another_persons_code_opens_nothing(client: Client, person: User) -> None:
    """V18: with one's own factor through another's half-finished sign-in, in either order."""
    mine = "K" * 32
    rival = with_app(make_user("interviewer", "Rikke Rival"), secret=mine)
    half_in(client, person)

    assert step(client, code(secret=mine)).status_code == 400
    assert step(client, recovery_codes(rival)[0], login=rival.email, user=rival.pk).status_code == 400
    assert not is_in(client)

    assert half_in(client, rival).headers["Location"] == SECOND_STEP, "the first one is not put aside"
    assert step(client, code(secret=mine)).status_code == 400
    client.post("/accounts/logout/")
    half_in(client, rival)
    assert step(client, code(secret=mine)).status_code == 302
    assert client.session["_auth_user_id"] == str(rival.pk)


def test_a_factor_of_one_is_none_of_another(client: Client, person: User) -> None:
    """A step that one account took in a browser opens nothing for the next that signs in there."""
    half_in(client, person)
    people.close(person, by=make_user("administrator", "Ada Admin"))
    step(client, code())
    plain = make_user("interviewer", "Pia Plain")

    sign_in(client, plain.email)

    assert client.session["staff_factor"] is False
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    client.force_login(plain)
    assert client.session["staff_factor"] is False


@pytest.mark.parametrize("change", ["password", "role", "closed", "factor", "address"])
def test_a_change_ends_what_was_half_done(client: Client, person: User, change: str) -> None:
    half_in(client, person)
    user = User.objects.get(pk=person.pk)
    if change == "password":
        user.set_password("another one 4711 kalund")
    elif change == "role":
        user.role = "interviewer"
    elif change == "closed":
        user.is_active = False
    elif change == "address":
        user.email = "another@staff.example"
    else:
        factors.reset(user, by="system")
    user.save()

    response = step(client, code())

    assert response.headers["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_it_waits_for_a_quarter_of_an_hour(client: Client, person: User, at_noon: Any) -> None:
    half_in(client, person)
    at_noon.shift(15 * 60 + 1)

    assert step(client, code()).headers["Location"] == "/accounts/login/"


def test_a_link_to_set_a_password_does_not_sign_in(client: Client, person: User) -> None:
    client.post("/accounts/password/reset/", {"email": person.email})
    path = reset_link(person).removeprefix(settings.BASE_URL)
    form = client.get(path).headers["Location"]
    new = "a new one 4711 kalund"
    client.post(form, {"password1": new, "password2": new})

    assert not is_in(client)
    sign_in(client, person.email, new)
    assert not is_in(client)
