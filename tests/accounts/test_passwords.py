"""Changing a password, and setting a new one by mail."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import letters
from accounts.models import User
from audit.models import Entry
from mail import kinds
from mail.models import OutgoingMail
from tests.accounts.signing_in import is_in, reset_link, sign_in, without_token
from tests.conftest import PASSWORD
from tests.timing import TRIES, medians

pytestmark = pytest.mark.django_db
CHANGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"
NEW = "quite another phrase"


def change(client: Client, new: str, old: str = PASSWORD) -> Any:
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_what_is_missing_is_said_in_plain_words(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    page = client.post("/accounts/password/change/", {}).content.decode()

    for sentence in ("Your current password is missing.", "Write the new password once more."):
        assert page.count(sentence) == 2, sentence  # in the summary, and at the field


def test_the_current_password_is_asked_for(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    response = change(client, NEW, old="not this one")

    assert "This is not your current password." in response.text
    recruiter.refresh_from_db()
    assert recruiter.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions(client: Client, recruiter: User) -> None:
    """S7, S6: at once; the one that changed it stays, under a new session id."""
    other = Client()
    sign_in(other, recruiter.email)
    sign_in(client, recruiter.email)
    before = Client()
    before.cookies["session"] = str(client.session.session_key)
    assert is_in(before)

    change(client, NEW)

    assert is_in(client)
    assert not is_in(other)
    assert not is_in(before)
    assert Entry.objects.filter(action="user.password_set").count() == 1


def test_reset_goes_through_the_outbox_and_opens_a_page(client: Client, recruiter: User) -> None:
    other = Client()
    sign_in(other, recruiter.email)

    asked = client.post(RESET, {"email": recruiter.email})
    mail = OutgoingMail.objects.get()
    page = client.get(reset_link(recruiter), follow=True)
    done = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)

    assert asked.headers["Location"] == f"{RESET}done/"
    assert (mail.kind, mail.to, mail.secret) == ("password_reset", recruiter.email, True)
    assert "Your password is set" in done.text
    assert not is_in(other)
    assert sign_in(client, recruiter.email, NEW).status_code == 302


def test_a_reset_link_works_once(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email})
    link = reset_link(recruiter)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    again = Client().get(link)

    assert "This link no longer works" in again.text


def test_a_changed_link_opens_nothing(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email})

    response = client.get(reset_link(recruiter)[:-2] + "x/")

    assert "This link no longer works" in response.text


def test_reading_the_link_does_not_use_it_up(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email})
    link = reset_link(recruiter)

    pages = [Client().get(link, follow=True) for _ in range(3)]

    assert all('name="password1"' in page.text for page in pages)


def test_the_key_leaves_the_address_before_the_page_is_shown(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email})

    page = client.get(reset_link(recruiter), follow=True)

    assert page.redirect_chain[-1][0].endswith("-set-password/")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_an_unknown_address_is_told_the_same(client: Client, recruiter: User) -> None:
    """S5: same page; and nothing is sent."""
    known = client.post(RESET, {"email": recruiter.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@staff.example"}, follow=True)

    assert without_token(known.text) == without_token(unknown.text)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [recruiter.email]


def test_a_reset_takes_as_long_for_an_unknown_address(recruiter: User, settings: Any) -> None:
    """S5: medians within 50 ms, though each time a mail is written."""
    settings.ACCOUNT_RATE_LIMITS = False
    seconds = count()  # two links of one second are one

    def ask(email: str) -> None:
        cache.clear()  # the limits
        with time_machine.travel(timezone.now() + timedelta(seconds=next(seconds))):
            Client().post(RESET, {"email": email})

    known, unknown = medians(ask, recruiter.email, "nobody@staff.example")
    assert abs(known - unknown) < 0.05
    assert [mail.to for mail in OutgoingMail.objects.all()] == [recruiter.email] * (TRIES + 1)


def test_a_closed_account_gets_no_mail(client: Client, recruiter: User) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_active=False)

    client.post(RESET, {"email": recruiter.email})

    assert not OutgoingMail.objects.exists()


def test_asking_too_often_is_refused_for_known_and_unknown_alike(client: Client, recruiter: User) -> None:
    """S5, S4: the twenty-first within an hour from one network, whether there is an account or not."""
    for n, email in enumerate((recruiter.email, "nobody@staff.example")):
        there = Client(REMOTE_ADDR=f"198.51.100.{n}")
        statuses = [there.post(RESET, {"email": email}).status_code for _ in range(21)]
        assert statuses == [302] * 20 + [429]


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_links_use_our_own_address(client: Client, recruiter: User, header: str) -> None:
    """S11, V25: another host is refused, and nothing is sent; without it the link is our own."""
    refused = client.post(RESET, {"email": recruiter.email}, headers={header: "evil.example"})

    assert refused.status_code == 400
    assert not OutgoingMail.objects.exists()
    client.post(RESET, {"email": recruiter.email})
    assert f"{settings.BASE_URL}/accounts/password/reset/key/" in OutgoingMail.objects.get().text


def test_one_of_our_other_hosts_is_not_put_into_the_link(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email}, headers={"Host": "127.0.0.1"})

    assert reset_link(recruiter).startswith(settings.BASE_URL)


def test_the_guard_stops_a_link_to_a_closed_account(client: Client, recruiter: User) -> None:
    client.post(RESET, {"email": recruiter.email})
    mail = OutgoingMail.objects.get()

    before = letters.account_is_open(mail)
    User.objects.filter(pk=recruiter.pk).update(is_active=False)

    assert before == ""
    assert letters.account_is_open(mail) == "The account was closed, or has another address now."


def test_both_kinds_are_secret() -> None:
    assert all(kinds.get(code).secret for code in ("password_reset", "staff_invitation"))


def test_a_refused_token_gives_the_address_back(recruiter: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(RESET, {"email": recruiter.email})

    assert response.status_code == 403
    assert f'value="{recruiter.email}"' in response.text
    assert not OutgoingMail.objects.exists()
