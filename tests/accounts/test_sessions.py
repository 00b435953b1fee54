"""How long staff stay signed in, and what ends it at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts import people
from accounts.models import User
from tests.accounts.test_sign_in import is_in, sign_in

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
        user, name=user.name, email=user.email, role="interviewer", by=admin
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


def test_what_was_typed_into_a_dead_session_comes_back(client: Client, admin: User) -> None:
    """S8, rule 8: nothing is saved, and nothing is lost; a password is not repeated."""
    client.force_login(admin)
    User.objects.filter(pk=admin.pk).update(is_active=False)

    typed = {
        "name": "A long typed name",
        "email": "x@staff.example",
        "role": "recruiter",
        "password1": "hush",
    }
    response = client.post("/desk/settings/people/new/", typed)

    assert response.status_code == 403
    assert "You were signed out" in response.text
    assert "A long typed name" in response.text
    assert "hush" not in response.text
    assert User.objects.count() == 1


def test_a_stranger_who_posts_is_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.post("/desk/settings/people/new/", {"name": "A long typed name"})

    assert response.headers["Location"] == "/accounts/login/?next=/desk/settings/people/new/"


def test_the_cookie_goes_with_the_browser(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)

    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
