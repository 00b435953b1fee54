"""How long staff stay signed in, and what ends it at once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import people
from accounts.models import User
from tests.accounts.signing_in import is_in, sign_in
from tests.conftest import PASSWORD
from tests.without import without_trigger

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 27, 20, 0, tzinfo=UTC)  # the clocks change in the night


def at(**since: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(**since), tick=False)


def test_an_hour_without_a_click_ends_it(client: Client, recruiter: User) -> None:
    """S8: 59 minutes are fine, 60 are not."""
    with at():
        client.force_login(recruiter)
    with at(minutes=59):
        assert is_in(client)
    with at(minutes=59 + 59):
        assert is_in(client)
    with at(minutes=59 + 59 + 60):
        assert not is_in(client)


def test_twelve_hours_end_it_in_any_case(client: Client, recruiter: User) -> None:
    """S8: a click every half hour does not help."""
    with at():
        client.force_login(recruiter)
    for half_hours in range(24):
        with at(minutes=30 * half_hours):
            assert is_in(client)
    with at(hours=12):
        assert not is_in(client)


def test_a_click_within_the_minute_writes_nothing(
    client: Client, recruiter: User, django_assert_num_queries: Callable[..., object]
) -> None:
    client.force_login(recruiter)
    client.get("/accounts/password/change/")

    with django_assert_num_queries(3):  # session, user, organisation
        client.get("/accounts/password/change/")


ENDINGS: dict[str, Callable[[User, User], object]] = {
    "closed": lambda user, admin: people.close(user, by=admin),
    "another role": lambda user, admin: people.change(
        user, name=user.name, email=user.email, role="interviewer", by=admin, version=user.version
    ),
    "password set in the admin": lambda user, admin: set_password(user),
    "made a superuser": lambda user, admin: User.objects.filter(pk=user.pk).update(is_superuser=True),
}


def set_password(user: User) -> None:
    user.set_password("set by somebody else")
    user.save()


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS.keys())
def test_what_ends_every_session_at_its_next_request(
    admin: User, recruiter: User, end: Callable[[User, User], object]
) -> None:
    """S7, V21: disabling, password, role; each other session of the person is over."""
    clients = [Client(), Client()]
    for client in clients:
        sign_in(client, recruiter.email)
        assert is_in(client)

    end(recruiter, admin)

    assert [is_in(client) for client in clients] == [False, False]


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS.keys())
def test_each_ends_it_without_the_epoch_as_well(
    admin: User, recruiter: User, end: Callable[[User, User], object]
) -> None:
    """S7: what counts is in the session itself, too, so that neither of the two has to hold alone."""
    client = Client()
    sign_in(client, recruiter.email)

    with without_trigger(User, "user_epoch_counts"):
        end(recruiter, admin)

        assert User.objects.get(pk=recruiter.pk).epoch == 0
        assert not is_in(client)


def there_and_back(user: User, admin: User, *, how: str) -> None:
    """By the verbs of the desk; the last one by whatever else writes the row."""
    given = {"name": user.name, "email": user.email, "role": user.role}
    other = {"role": {"role": "interviewer"}, "address": {"email": "other@staff.example"}}
    if how == "account":
        people.close(user, by=admin)
        people.reopen(user, by=admin)
    elif how == "row":
        for is_active in (False, True):
            User.objects.filter(pk=user.pk).update(is_active=is_active)
    else:
        for values in ({**given, **other[how]}, given):
            user.refresh_from_db()
            people.change(user, **values, by=admin, version=user.version)


def came_back(user: User, admin: User, *, how: str) -> bool:
    """Whether a session of before is alive when everything is as it was."""
    client = Client()
    sign_in(client, user.email)
    assert is_in(client)
    there_and_back(user, admin, how=how)
    return is_in(client)


@pytest.mark.parametrize("how", ["account", "role", "address", "row"])
def test_what_was_taken_back_revives_no_session(admin: User, recruiter: User, how: str) -> None:
    """S7: closing and reopening, another role or address and back again."""
    assert not came_back(recruiter, admin, how=how)


@pytest.mark.parametrize("how", ["account", "role", "address", "row"])
def test_without_the_epoch_it_would(admin: User, recruiter: User, how: str) -> None:
    """The twin: what the trigger is for."""
    with without_trigger(User, "user_epoch_counts"):
        assert came_back(recruiter, admin, how=how)


def test_an_old_copy_of_the_row_does_not_turn_the_epoch_back(recruiter: User) -> None:
    """Django writes every column, the epoch as it was read, too."""
    old = User.objects.get(pk=recruiter.pk)
    User.objects.filter(pk=recruiter.pk).update(role="interviewer")
    User.objects.filter(pk=recruiter.pk).update(role="recruiter")

    old.name = "Rita Renamed"
    old.save()

    assert User.objects.get(pk=recruiter.pk).epoch == old.epoch == 2


def test_who_changes_their_own_password_goes_on(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)
    new = "another-quite-long-secret"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    assert client.post("/accounts/password/change/", typed).status_code == 302

    assert is_in(client)
    recruiter.refresh_from_db()
    assert recruiter.epoch == 1


TYPED = {"name": "A long typed name", "email": "x@staff.example", "role": "recruiter", "password1": "hush"}


@pytest.fixture
def strict() -> Client:
    """As a browser: with the token of a page that it was shown."""
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    return client


def with_token(client: Client, fields: dict[str, str]) -> dict[str, str]:
    return {**fields, "csrfmiddlewaretoken": client.cookies[settings.CSRF_COOKIE_NAME].value}


def die(client: Client, admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(is_active=False)


def run_out(client: Client, admin: User) -> None:
    Session.objects.all().delete()


def close_the_browser(client: Client, admin: User) -> None:
    del client.cookies[settings.SESSION_COOKIE_NAME]


def be_an_applicant(client: Client, admin: User) -> None:
    session = client.session
    session.flush()
    session.update({"applicant": "amina@example.com"})
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


@pytest.mark.parametrize("end", [die, run_out, close_the_browser, be_an_applicant])
def test_what_was_typed_comes_back_when_nobody_is_signed_in(
    strict: Client, admin: User, end: Callable[[Client, User], None]
) -> None:
    """S8, rule 8: nothing is saved, nothing is lost, by the labels of the form; no password is repeated."""
    strict.force_login(admin)
    end(strict, admin)

    response = strict.post("/desk/settings/people/new/", with_token(strict, TYPED))

    assert response.status_code == 403
    assert "You were signed out" in response.text
    for label, value in [("Name", "A long typed name"), ("E-mail address", "x@staff.example")]:
        assert re.search(rf">{label}</label>\s*<textarea[^>]*>{value}<", response.text)
    assert re.search(r">Role</label>\s*<textarea[^>]*>Recruiter<", response.text)
    assert not re.search("hush|csrf", response.text)
    assert User.objects.count() == 1


def test_with_every_cookie_gone_it_comes_back_as_well(strict: Client, admin: User) -> None:
    fields = with_token(strict, TYPED)
    strict.cookies.clear()

    response = strict.post("/desk/settings/people/new/", fields)

    assert (response.status_code, "A long typed name" in response.text) == (403, True)
    assert "hush" not in response.text


def test_where_nothing_was_typed_signing_in_is_next(strict: Client, admin: User) -> None:
    response = strict.post("/desk/applications/ABCD/moves/", with_token(strict, {"to": "3", "version": "1"}))

    assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_what_another_site_sends_is_not_shown(strict: Client, admin: User) -> None:
    response = strict.post("/desk/settings/people/new/", TYPED, headers={"Origin": "https://evil.example"})

    assert (response.status_code, "A long typed name" in response.text) == (403, False)


def test_a_stranger_who_posts_is_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.post("/desk/settings/people/new/", {"name": "A long typed name"})

    assert response.headers["Location"] == "/accounts/login/?next=/desk/settings/people/new/"


def test_the_cookie_goes_with_the_browser(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)

    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
