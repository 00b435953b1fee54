"""Where one is signed in: seeing it, ending one, ending all; and by an administrator."""

import re
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import own_sessions
from accounts.models import User
from audit.models import Entry
from tests.accounts.second_factors import with_app
from tests.accounts.signing_in import is_in, sign_in
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sessions/"
OTHERS = "/accounts/sessions/others/ends/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AGENTS = {
    PHONE: "Safari on iPhone",
    LAPTOP: "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0": "Edge on Windows",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537": "Chrome on Android",
    "Mozilla/5.0 (Macintosh; Mac OS X 15) AppleWebKit/537 Chrome/140 Safari/537 OPR/125": "Opera on Mac",
    "curl/8": "An unknown browser",
    "": "An unknown browser",
}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel("2027-02-03T11:00:10Z", tick=False) as clock:
        yield clock


def browser(user: User, agent: str = LAPTOP) -> Client:
    client = Client(headers={"user-agent": agent})
    sign_in(client, user.email)
    return client


def listed(client: Client) -> list[str]:
    rows = re.findall(r'<li class="row.*?</li>', client.get(PAGE).text, re.S)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_in_plain_words(agent: str) -> None:
    assert own_sessions.device(agent) == AGENTS[agent]


def test_the_list(recruiter: User, at_noon: Any) -> None:
    phone = browser(recruiter, PHONE)
    at_noon.shift(20 * 60)
    laptop = browser(recruiter)
    browser(make_user("interviewer", "Iben Other"), "Other Chrome/1")
    at_noon.shift(10 * 60)
    phone.get("/desk/")

    assert listed(laptop) == [
        "Firefox on Linux since 3 Feb, 12:20 this browser",
        "Safari on iPhone since 3 Feb, 12:00 last here 3 Feb, 12:30 End Safari on iPhone",
    ]


def test_one_is_ended(recruiter: User) -> None:
    """Refused at its next request; the others go on."""
    phone, laptop = browser(recruiter, PHONE), browser(recruiter)
    row = UserSession.objects.get(user_agent=PHONE)

    laptop.post(f"{PAGE}{row.pk}/ends/")

    assert not is_in(phone)
    assert phone.get("/desk/").headers["Location"].startswith("/accounts/login/")
    assert is_in(laptop)
    assert len(listed(laptop)) == 1
    assert Entry.objects.filter(action="user.session_ended", object_id=str(recruiter.pk)).count() == 1
    assert laptop.post(f"{PAGE}{row.pk}/ends/").status_code == 404


def test_this_one_is_ended_too(recruiter: User) -> None:
    laptop = browser(recruiter)

    answer = laptop.post(f"{PAGE}{UserSession.objects.get().pk}/ends/")

    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_in(laptop)


def test_a_request_on_its_way_brings_none_back(recruiter: User) -> None:
    phone = browser(recruiter, PHONE)
    key = phone.session.session_key
    store = phone.session
    own_sessions.end(recruiter, UserSession.objects.get().pk, source="")

    with pytest.raises(Exception, match=r".*") as raised:
        store.save()

    assert type(raised.value).__name__ == "UpdateError"
    assert not Session.objects.filter(session_key=key).exists()


def test_all_others_are_ended(recruiter: User) -> None:
    """Also one from before there were rows for them."""
    phone, laptop, old = browser(recruiter, PHONE), browser(recruiter), browser(recruiter)
    UserSession.objects.filter(session_key=old.session.session_key).delete()

    assert laptop.post(OTHERS).headers["Location"] == f"{PAGE}#sessions"

    assert (is_in(phone), is_in(old), is_in(laptop)) == (False, False, True)
    assert listed(laptop) == ["Firefox on Linux since 3 Feb, 12:00 this browser"]
    assert Entry.objects.filter(action="user.sessions_ended").count() == 1


def test_only_ones_own_is_ended(recruiter: User) -> None:
    theirs = browser(make_user("interviewer", "Iben Other"))

    assert (
        browser(recruiter)
        .post(f"{PAGE}{UserSession.objects.get(user__name='Iben Other').pk}/ends/")
        .status_code
        == 404
    )
    assert is_in(theirs)


def test_an_administrator_ends_a_persons(recruiter: User, at_noon: Any) -> None:
    phone, laptop = browser(recruiter, PHONE), browser(recruiter)
    administrator = make_user("administrator", "Ada Admin")
    desk = browser(administrator)
    path = f"/desk/settings/people/{recruiter.pk}/"
    assert "Sign out everywhere" in desk.get(path).text

    desk.post(f"{path}session-ends/")

    assert (is_in(phone), is_in(laptop), is_in(desk)) == (False, False, True)
    entry = Entry.objects.get(action="user.sessions_ended")
    assert (entry.actor, entry.object_id) == (f"user:{administrator.pk}", str(recruiter.pk))
    assert is_in(browser(recruiter)), "signing in again is free"
    at_noon.shift(5 * 60 + 1)
    assert "/accounts/confirm/" in desk.post(f"{path}session-ends/").headers["Location"]


def test_what_is_over_is_not_listed(recruiter: User, at_noon: Any) -> None:
    """Idle for an hour, signed out, another password: none of it is open."""
    laptop = browser(recruiter)
    browser(recruiter, PHONE)
    gone = browser(recruiter, "Chrome/1 Windows")
    gone.post("/accounts/logout/")
    assert UserSession.objects.filter(user_agent="Chrome/1 Windows").count() == 0, "its row goes with it"
    at_noon.shift(40 * 60)
    laptop.get("/desk/")
    at_noon.shift(21 * 60)

    assert listed(laptop) == ["Firefox on Linux since 3 Feb, 12:00 this browser"]

    Session.objects.exclude(session_key=laptop.session.session_key).delete()
    browser(recruiter)
    assert not UserSession.objects.filter(user_agent=PHONE).exists(), "nor do rows pile up"


def test_it_is_the_same_session_after_another_key(recruiter: User) -> None:
    """A new password gives this browser another key, and ends the others."""
    phone, laptop = browser(recruiter, PHONE), browser(recruiter)
    row, key = UserSession.objects.get(user_agent=LAPTOP), laptop.session.session_key
    new = "another one 4711 kalund"

    laptop.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert laptop.session.session_key != key
    assert listed(laptop) == ["Firefox on Linux since 3 Feb, 12:00 this browser"]
    assert UserSession.objects.get(user_agent=LAPTOP).pk == row.pk
    assert not is_in(phone)


def test_no_address_is_kept(recruiter: User) -> None:
    client = Client(headers={"user-agent": LAPTOP}, REMOTE_ADDR="203.0.113.7")
    sign_in(client, recruiter.email)

    assert set(UserSession.objects.values_list("ip", flat=True)) == {own_sessions.NOWHERE}


def test_half_in_is_not_in(recruiter: User) -> None:
    """A password without its second step is no session of the account."""
    browser(with_app(recruiter))

    assert not UserSession.objects.exists()


def test_no_request_costs_more(recruiter: User, at_noon: Any) -> None:
    """Neither a read nor a write, within a minute and after it; nor does the list, for many."""
    laptop = browser(recruiter)
    laptop.get(PAGE)

    def queries(path: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            laptop.get(path)
        return [query["sql"] for query in captured.captured_queries]

    assert not [sql for sql in queries("/accounts/language/") if "usersession" in sql]
    at_noon.shift(61)
    assert not [sql for sql in queries("/accounts/language/") if "usersession" in sql]
    few = queries(PAGE)
    for _ in range(5):
        browser(recruiter, PHONE)
    many = queries(PAGE)
    assert len(few) == len(many) == 5  # session, account, organisation; rows, and their sessions
    assert not [sql for sql in many if sql.startswith(("UPDATE", "INSERT", "DELETE"))]


def test_sessions_from_before_are_read(recruiter: User, client: Client) -> None:
    """The store of the last release wrote the same rows."""
    client.force_login(recruiter)
    assert PlainStore(client.session.session_key).load() == dict(client.session)
