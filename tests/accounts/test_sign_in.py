"""Signing in and out, and what slows guessing down."""

from datetime import UTC, datetime, timedelta
from statistics import median
from time import thread_time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from tests.accounts.signing_in import is_in, reset_link, sign_in, without_token
from tests.conftest import PASSWORD
from tests.timing import medians

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


def test_the_right_password_opens_the_desk(client: Client, recruiter: User) -> None:
    response = sign_in(client, recruiter.email)

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert is_in(client)
    assert Entry.objects.get(action="user.signed_in").actor == f"user:{recruiter.pk}"


def test_the_address_may_be_typed_in_capitals(client: Client, recruiter: User) -> None:
    assert sign_in(client, recruiter.email.upper()).status_code == 302


def test_an_address_made_with_capitals_signs_in(client: Client) -> None:
    User.objects.create_user("Mixed.Case@Staff.Example", PASSWORD, name="Mixed")

    assert sign_in(client, "mixed.case@staff.example").status_code == 302


def test_next_leads_back_to_the_page_that_was_asked(client: Client, recruiter: User) -> None:
    response = client.post(
        SIGN_IN, {"login": recruiter.email, "password": PASSWORD, "next": "/accounts/password/change/"}
    )

    assert response.headers["Location"] == "/accounts/password/change/"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    "https://testserver.evil.example/",
    "\thttps://evil.example/",
    "http://localhost/",
    "data:text/html,x",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_stays_on_this_host(client: Client, recruiter: User, target: str) -> None:
    """S19, V10: another host in `next` is ignored."""
    response = client.post(SIGN_IN, {"login": recruiter.email, "password": PASSWORD, "next": target})

    assert response.headers["Location"] == "/desk/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, recruiter: User) -> None:
    response = sign_in(client, recruiter.email, "not the password")

    assert response.status_code == 200
    assert "do not belong together" in response.text
    assert recruiter.email in response.text
    assert "not the password" not in response.text


def test_signing_out_takes_a_post(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    assert client.get("/accounts/logout/").status_code == 405
    assert is_in(client)
    assert client.post("/accounts/logout/").headers["Location"] == SIGN_IN
    assert not is_in(client)
    assert Entry.objects.filter(action="user.signed_out", actor=f"user:{recruiter.pk}").count() == 1


def test_a_closed_account_does_not_sign_in(client: Client, recruiter: User) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_active=False)

    response = sign_in(client, recruiter.email, follow=True)

    assert response.status_code == 403
    assert "Your account is closed" in response.text
    assert not is_in(client)


@pytest.mark.parametrize(
    "address", ["signup", "social/signup", "email", "confirm-email", "password/set", "3rdparty"]
)
def test_nobody_signs_up(client: Client, address: str) -> None:
    """S2, V5: no address makes an account."""
    for method in (client.get, client.post):
        assert method(f"/accounts/{address}/").status_code == 404
    assert not User.objects.exists()


def test_a_session_that_was_planted_is_dead_after_signing_in(client: Client, recruiter: User) -> None:
    """S6: the session id changes at sign-in; the old one opens nothing."""
    client.session.save()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    sign_in(client, recruiter.email)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert not is_in(attacker)


def test_the_sixth_wrong_password_waits(client: Client, recruiter: User) -> None:
    """S4: after five wrong ones the right one waits too; the page says how long, and reset works at once."""
    statuses = [sign_in(client, recruiter.email, f"wrong-{n}").status_code for n in range(5)]
    response = sign_in(client, recruiter.email)

    assert statuses == [200] * 5
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "up to 15 minutes" in response.text
    assert "setting a new password by e-mail works at once" in response.text
    assert not is_in(client)


@pytest.mark.parametrize("whose", ["the account's", "the network's"])
def test_it_waits_for_a_quarter_of_an_hour_and_no_longer(recruiter: User, whose: str) -> None:
    """S4: counted from the wrong tries; asking again meanwhile prolongs nothing."""
    noon = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)

    def at(minutes: float, email: str, password: str = PASSWORD) -> int:
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            return int(sign_in(Client(), email, password).status_code)

    for n in range(5 if whose == "the account's" else 20):
        at(0, recruiter.email if whose == "the account's" else f"nobody{n}@staff.example", "wrong")

    waits = [at(minutes, recruiter.email) for minutes in (0, 5, 10, 14.9)]

    assert waits == [429] * 4
    assert at(15.1, recruiter.email) == 302


def test_a_locked_account_opens_again_by_mail(client: Client, recruiter: User) -> None:
    """S4: reset by mail still works, and ends the wait."""
    for n in range(6):
        sign_in(client, recruiter.email, f"wrong-{n}")

    client.post(reverse("account_reset_password"), {"email": recruiter.email})
    link = reset_link(recruiter)
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "quite another phrase", "password2": "quite another phrase"}
    )

    assert sign_in(client, recruiter.email, "quite another phrase").status_code == 302


def test_right_passwords_do_not_count(client: Client, recruiter: User) -> None:
    for _ in range(7):
        assert sign_in(Client(), recruiter.email).status_code == 302


def test_the_twenty_first_wrong_try_of_one_address_waits(recruiter: User) -> None:
    """S4: whichever accounts were tried; a forged X-Forwarded-For starts no new count."""
    tries = [
        sign_in(
            Client(), f"nobody{n}@staff.example", "wrong", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).status_code
        for n in range(20)
    ]
    twenty_first = sign_in(Client(), recruiter.email, headers={"X-Forwarded-For": "198.51.100.9"})

    assert tries == [200] * 20
    assert twenty_first.status_code == 429


def test_another_host_name_starts_no_new_count(recruiter: User) -> None:
    hosts = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    for n in range(5):
        sign_in(Client(), recruiter.email, "wrong", headers={"Host": hosts[n % 4]})

    assert sign_in(Client(), recruiter.email, headers={"Host": "localhost"}).status_code == 429


def test_an_unknown_address_is_answered_like_a_known_one(client: Client, recruiter: User) -> None:
    """S5: same status and same page, but for the address that was typed."""
    known = sign_in(client, recruiter.email, "wrong password")
    unknown = sign_in(client, "nobody@staff.example", "wrong password")

    assert known.status_code == unknown.status_code
    assert without_token(known.text).replace(recruiter.email, "X") == without_token(unknown.text).replace(
        "nobody@staff.example", "X"
    )


def test_an_unknown_address_takes_as_long_as_a_known_one(recruiter: User, settings: Any) -> None:
    """S5: medians within 50 ms, with a hash that costs what the real one does, in proportion."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    recruiter.set_password(PASSWORD)
    recruiter.save()
    times: dict[str, list[float]] = {recruiter.email: [], "nobody@staff.example": []}

    for _ in range(5):
        for email, taken in times.items():
            began = thread_time()
            sign_in(Client(), email, "wrong password")
            taken.append(thread_time() - began)

    known, unknown = (median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.05 + 0.25 * max(known, unknown)


class Lighter(PBKDF2PasswordHasher):
    """So light that 200 can be tried, and so heavy that one left out would show."""

    iterations = 20_000


def test_over_two_hundred_tries_as_well(recruiter: User, settings: Any) -> None:
    """S5"""
    settings.PASSWORD_HASHERS = [f"{__name__}.Lighter"]
    settings.ACCOUNT_RATE_LIMITS = False
    recruiter.set_password(PASSWORD)
    recruiter.save()

    def guess(email: str) -> None:
        sign_in(Client(), email, "wrong password")

    known, unknown = medians(guess, recruiter.email, "nobody@staff.example", clock=thread_time)
    assert abs(known - unknown) < 0.25 * max(known, unknown)


def test_a_refused_token_gives_the_address_back(recruiter: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = sign_in(client, recruiter.email)

    assert response.status_code == 403
    assert recruiter.email in response.text
    assert PASSWORD not in response.text
    assert 'name="csrfmiddlewaretoken"' in response.text
    assert not is_in(client)
