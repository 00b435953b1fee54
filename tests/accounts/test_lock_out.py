"""Limits that slow guessing down cannot be aimed at anybody (S70)."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mail.models import OutgoingMail
from tests.accounts.signing_in import reset_link, sign_in

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
SECONDS = count()


def stranger(number: int = 0) -> Client:
    return Client(REMOTE_ADDR=f"198.51.100.{number}")


@pytest.fixture
def at_home(recruiter: User) -> Client:
    """A browser in which she has signed in before, and out again."""
    client = Client()
    assert sign_in(client, recruiter.email).status_code == 302
    client.post(reverse("account_logout"))
    return client


def guess(recruiter: User, *, times: int, by: int = 5) -> list[int]:
    """So many of them, `by` from each network."""
    return [sign_in(stranger(n // by), recruiter.email, f"wrong-{n}").status_code for n in range(times)]


def test_a_stranger_locks_out_only_their_own_network(recruiter: User) -> None:
    """The twin: with one count for the account she would wait."""
    assert guess(recruiter, times=6, by=6) == [200] * 5 + [429]

    assert sign_in(stranger(0), recruiter.email).status_code == 429
    assert sign_in(Client(), recruiter.email).status_code == 302


def test_many_strangers_are_bounded_and_lock_out_no_known_browser(recruiter: User, at_home: Client) -> None:
    """Fifty from everywhere; then whoever is new waits, and whoever is known does not."""
    assert guess(recruiter, times=51) == [200] * 50 + [429]

    assert sign_in(stranger(99), recruiter.email).status_code == 429
    assert sign_in(at_home, recruiter.email).status_code == 302


def test_strangers_in_her_own_network_lock_out_no_known_browser(recruiter: User, at_home: Client) -> None:
    for number in range(21):
        sign_in(Client(), f"nobody{number}@staff.example", "wrong")
    assert sign_in(Client(), recruiter.email).status_code == 429

    assert sign_in(at_home, recruiter.email).status_code == 302


def test_guessing_in_a_known_browser_waits_there(recruiter: User, at_home: Client) -> None:
    statuses = [sign_in(at_home, recruiter.email, "wrong").status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
    assert sign_in(Client(), recruiter.email).status_code == 302


def test_a_browser_that_another_one_is_known_in_is_a_strangers(recruiter: User, manager: User) -> None:
    client = stranger(1)
    assert sign_in(client, manager.email).status_code == 302
    client.post(reverse("account_logout"))
    guess(recruiter, times=50)

    assert sign_in(client, recruiter.email).status_code == 429


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
    ],
)
def test_one_visitor_has_all_of_a_network(recruiter: User, first: str, second: str, waits: bool) -> None:
    for _ in range(5):
        sign_in(Client(REMOTE_ADDR=first), recruiter.email, "wrong")

    status = sign_in(Client(REMOTE_ADDR=second), recruiter.email).status_code

    assert status == (429 if waits else 302)


def test_after_a_new_password_by_mail_nobody_waits(recruiter: User) -> None:
    guess(recruiter, times=51)
    client = stranger(77)
    client.post(RESET, {"email": recruiter.email})
    page = client.get(reset_link(recruiter), follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    client.post(page.redirect_chain[-1][0], new)

    assert sign_in(client, recruiter.email, "quite another phrase").status_code == 302


def resets() -> int:
    return OutgoingMail.objects.filter(kind="password_reset").count()


def ask(client: Client, recruiter: User) -> Any:
    """Each in a second of its own: two links of one second are one."""
    with time_machine.travel(timezone.now() + timedelta(seconds=next(SECONDS))):
        return client.post(RESET, {"email": recruiter.email})


def test_resets_asked_for_by_others_do_not_use_up_hers(recruiter: User, at_home: Client) -> None:
    """And she gets no more than a dozen of theirs; whoever asks is answered alike."""
    answers = {ask(stranger(n // 4), recruiter).headers["Location"] for n in range(60)}
    assert answers == {ask(stranger(90), recruiter).headers["Location"]}
    assert resets() == 12

    ask(at_home, recruiter)
    assert resets() == 13


def test_one_network_gets_three_for_one_account(recruiter: User) -> None:
    for _ in range(5):
        assert ask(stranger(), recruiter).status_code == 302

    assert resets() == 3
    ask(Client(), recruiter)
    assert resets() == 4
