"""What changes who gets into an account asks for the password again (S12); what was sent goes on then."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import own_sessions, sessions
from accounts.models import User
from audit.models import Entry
from tests.accounts.second_factors import code, sign_in_with_app, with_app
from tests.accounts.signing_in import is_in, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/settings/people/"
CONFIRM = "/accounts/confirm/"
ASKS = {
    "a new person": ("new/", {"name": "Nadia", "email": "nadia@staff.example", "role": "recruiter"}),
    "a person": ("{pk}/", {"name": "Rita", "email": "rita@staff.example", "role": "interviewer"}),
    "a new link": ("{pk}/invitations/", {}),
    "closing": ("{pk}/closures/", {}),
    "reopening": ("{pk}/reopenings/", {}),
}


def later(minutes: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def test_it_is_five_minutes_everywhere() -> None:
    assert settings.ACCOUNT_REAUTHENTICATION_TIMEOUT == sessions.FRESH.total_seconds() == 300


@pytest.mark.parametrize("what", ASKS)
def test_after_five_minutes_it_asks(client: Client, admin: User, recruiter: User, what: str) -> None:
    path, sent = ASKS[what]
    path = PEOPLE + path.format(pk=recruiter.pk)
    sign_in(client, admin.email)

    with later(4.9):
        assert (
            "/confirm/" not in client.post(path, {**sent, "version": recruiter.version}).headers["Location"]
        )
    with later(5.1):
        response = client.post(path, {**sent, "version": User.objects.get(pk=recruiter.pk).version})
    assert response.headers["Location"] == f"{CONFIRM}?next={quote(path, safe='')}"


@pytest.mark.parametrize("path", ["new/", "{pk}/"])
def test_a_page_asks_before_anything_is_typed(
    client: Client, admin: User, recruiter: User, path: str
) -> None:
    client.force_login(admin)
    path = PEOPLE + path.format(pk=recruiter.pk)

    with later(6):
        asked = client.get(path)
        page = client.get(asked.headers["Location"])
        assert "Is it you?" in page.text
        response = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert response.headers["Location"] == path


def test_what_was_sent_goes_on_after_the_password(client: Client, admin: User, recruiter: User) -> None:
    """The page was opened in time, and sent too late."""
    client.force_login(admin)
    path = f"{PEOPLE}{recruiter.pk}/"
    sent = {
        "name": "Rita Renamed",
        "email": recruiter.email,
        "role": "interviewer",
        "version": recruiter.version,
    }

    with later(7):
        asked = client.post(path, sent)
        assert User.objects.get(pk=recruiter.pk).name != "Rita Renamed"
        wrong = client.post(asked.headers["Location"], {"password": "not-mine", "next": path})
        done = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert (wrong.status_code, done.status_code) == (200, 302)
    changed = User.objects.get(pk=recruiter.pk)
    assert (changed.name, changed.role) == ("Rita Renamed", "interviewer")


@pytest.mark.parametrize("way", ["password", "code"])
def test_the_session_goes_on_under_another_id(client: Client, admin: User, way: str) -> None:
    """S6: it may do more than the one before, whose id opens nothing now; in the list it is still one."""
    sign_in_with_app(client, with_app(admin))
    before = Client()
    before.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key

    with later(7):
        sent = {"password": PASSWORD} if way == "password" else {"code": code()}
        where = CONFIRM if way == "password" else f"{CONFIRM}code/"
        assert client.post(where, {**sent, "next": f"{PEOPLE}new/"}).status_code == 302

        assert client.get(f"{PEOPLE}new/").status_code == 200
        assert not is_in(before)
        assert [mine.is_this for mine in own_sessions.of(admin, this=client.session.session_key)] == [True]


def test_a_wrong_form_comes_back_after_the_password(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)
    path = f"{PEOPLE}{recruiter.pk}/"
    sent = {
        "name": "Rita Renamed",
        "email": "no address",
        "role": "interviewer",
        "version": recruiter.version,
    }

    with later(7):
        asked = client.post(path, sent)
        page = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert page.status_code == 400
    assert "Rita Renamed" in page.text
    assert "no address" in page.text


def test_who_is_not_allowed_is_not_asked(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    with later(7):
        assert client.get(f"{PEOPLE}{recruiter.pk}/").status_code == 403


def test_guesses_there_count_like_those_of_signing_in(client: Client, admin: User) -> None:
    client.force_login(admin)

    pages = [client.post(CONFIRM, {"password": f"wrong-{n}"}) for n in range(6)]

    assert "Too many wrong passwords" in pages[5].text
    assert [page.status_code for page in pages] == [200] * 5 + [429]
    assert pages[5].headers["Retry-After"] == "900"
    assert Entry.objects.filter(action="user.sign_in_failed", object_id=str(admin.pk)).count() == 5
    assert Entry.objects.filter(action="user.sign_in_refused").count() == 1
    with later(7):
        assert "/confirm/" in client.get(f"{PEOPLE}new/").headers["Location"]


@pytest.mark.parametrize("path", ["{pk}/change/", "{pk}/password/", "add/"])
def test_the_administration_of_the_database_asks_too(
    client: Client, admin: User, recruiter: User, path: str
) -> None:
    client.force_login(admin)
    path = "/admin/accounts/user/" + path.format(pk=recruiter.pk)

    assert client.get(path).status_code == 200
    with later(6):
        assert client.get(path).headers["Location"] == f"{CONFIRM}?next={quote(path, safe='')}"


@pytest.mark.parametrize("path", ["{pk}/password/", "add/"])
def test_a_password_that_was_sent_too_late_waits_nowhere(
    client: Client, admin: User, recruiter: User, path: str
) -> None:
    """S12: the rest waits in the session, a row of the database; the password is asked for once more."""
    client.force_login(admin)
    path = "/admin/accounts/user/" + path.format(pk=recruiter.pk)
    new = "a phrase of theirs"
    sent = {
        "name": "Nadia New",
        "email": "nadia@staff.example",
        "role": "recruiter",
        "usable_password": "true",
        "password1": new,
        "password2": new,
        "csrfmiddlewaretoken": "a" * 64,
    }

    with later(6):
        asked = client.post(path, sent)
        waiting = str(dict(client.session))
        page = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert "nadia%40staff.example" in waiting
    assert quote_plus(new) not in waiting
    assert page.status_code == 200
    assert new not in page.text
    assert not User.objects.get(pk=recruiter.pk).check_password(new)
    assert not User.objects.filter(name="Nadia New").exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_it_leads_nowhere_else(client: Client, admin: User, target: str) -> None:
    """S19"""
    client.force_login(admin)

    assert client.post(CONFIRM, {"password": PASSWORD, "next": target}).headers["Location"] == "/desk/"
