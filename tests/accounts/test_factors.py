"""Adding, removing and resetting a second factor; what is kept of it, and what is on record."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts import ciphers, factors
from accounts.models import User
from accounts.pictures import squares
from audit.models import Entry
from core.errors import DomainError, NotAllowed
from mail.models import OutgoingMail
from tests.accounts.second_factors import SECRET, code, recovery_codes, sign_in_with_app, with_app
from tests.accounts.signing_in import is_in, sign_in
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PAGE = "/accounts/factor/"
NEW = "/accounts/factor/app/new/"
REMOVE = "/accounts/factor/app/removals/"
CODES = "/accounts/factor/codes/"
NEW_PASSKEY = "/accounts/factor/passkeys/new/"
NOON = "2027-02-03T12:00:10Z"
NEXT_KEY = "another key of fifty letters and more, for the test"


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def secret_on(page: str) -> str:
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def actions(user: User) -> list[str]:
    mine = Entry.objects.filter(object_type="accounts.user", object_id=str(user.pk)).order_by("id")
    return [action for action in mine.values_list("action", flat=True) if "sign" not in action]


def test_adding_an_app(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)
    elsewhere = Client()
    sign_in(elsewhere, recruiter.email)
    page = client.get(NEW)
    secret = secret_on(page.text)
    assert secret_on(client.get(NEW).text) == secret, "a reload keeps it"
    assert squares_of(page.text) == squares(url_for(secret)).path

    added = client.post(NEW, {"code": code(secret=secret)})

    assert added.headers["Location"] == CODES
    shown = re.findall(r"<li>(\d{5} \d{5})</li>", client.get(CODES).text)
    assert [one.replace(" ", "") for one in shown] == recovery_codes(recruiter)
    assert len(set(shown)) == 10
    assert is_in(client)
    assert not is_in(elsewhere), "every other session ends"
    assert actions(recruiter) == ["user.factor_added", "user.recovery_codes_made"]
    assert "staff_new_app" not in client.session
    assert client.get(NEW).headers["Location"] == PAGE, "one app an account"


def squares_of(page: str) -> str:
    found = re.search(r'<path d="([^"]+)"/></svg>', page)
    assert found
    return found[1]


def url_for(secret: str) -> str:
    return f"otpauth://totp/rita.recruiter%40staff.example?secret={secret}&issuer=Our%20organisation"


@pytest.mark.parametrize("what", ["adding", "removing"])
def test_the_session_goes_on_under_another_id(client: Client, recruiter: User, what: str) -> None:
    """S6: what somebody may do has changed; whoever knew the id of before has nothing in hand."""
    sign_in(client, recruiter.email) if what == "adding" else sign_in_with_app(client, with_app(recruiter))
    before = Client()
    secret = secret_on(client.get(NEW).text) if what == "adding" else ""
    before.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key

    if what == "adding":
        client.post(NEW, {"code": code(secret=secret)})
    else:
        client.post(REMOVE)

    assert (is_in(client), is_in(before)) == (True, False)


def test_the_code_that_added_it_does_not_sign_in(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)
    first = code(secret=secret_on(client.get(NEW).text))
    client.post(NEW, {"code": first})

    other = Client()
    sign_in(other, recruiter.email)

    assert other.post("/accounts/second-step/", {"code": first}).status_code == 400


def test_a_code_before_the_page_was_opened_adds_nothing(client: Client, recruiter: User) -> None:
    """V18: a changed order of the flow. The secret is ours, never what is sent along."""
    sign_in(client, recruiter.email)

    page = client.post(NEW, {"code": code(), "secret": SECRET})

    assert page.status_code == 400
    assert "not the code that belongs to this picture" in page.text
    assert not factors.of(recruiter)


def test_nothing_of_it_can_be_read_in_the_database(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)
    secret = secret_on(client.get(NEW).text)
    waiting = str(dict(client.session))
    client.post(NEW, {"code": code(secret=secret)})
    rows = str(list(Authenticator.objects.values()))
    entries = str(list(Entry.objects.values()))
    codes = recovery_codes(recruiter)

    assert secret not in waiting + rows + entries
    assert not [one for one in codes if one in rows + entries]
    seed = ciphers.decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert seed not in rows


def test_it_is_read_with_an_earlier_key(recruiter: User) -> None:
    with_app(recruiter)
    was = settings.SECRET_KEY

    with override_settings(SECRET_KEY=NEXT_KEY, SECRET_KEY_FALLBACKS=[was]):
        assert factors.try_code(recruiter, code()) is not None
        out = io.StringIO()
        call_command("factors", "reencrypt", stdout=out)
        assert out.getvalue().startswith("2 secrets")
    with override_settings(SECRET_KEY=NEXT_KEY, SECRET_KEY_FALLBACKS=[]):
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            assert factors.try_code(recruiter, code()) is not None
        assert len(recovery_codes(recruiter)) == 10
    with pytest.raises(DomainError, match="cannot be read any more"):
        factors.try_code(recruiter, code(4))


def test_removing_the_last_one_takes_the_codes(client: Client, recruiter: User) -> None:
    sign_in_with_app(client, with_app(recruiter))

    client.post(REMOVE)

    assert not Authenticator.objects.exists()
    assert is_in(client)
    assert client.session["staff_factor"] is False
    assert actions(recruiter) == ["user.factor_removed"]
    assert client.post(REMOVE).status_code == 302, "pressed twice"
    assert actions(recruiter) == ["user.factor_removed"]


@override_settings(REQUIRE_SECOND_FACTOR=True)
def test_the_last_one_stays_where_one_is_asked_for(client: Client, recruiter: User) -> None:
    sign_in_with_app(client, with_app(recruiter))

    page = client.post(REMOVE)

    assert page.status_code == 409
    assert "Add another one" in page.text
    assert factors.of(recruiter)


def test_new_codes_end_the_old_ones(client: Client, recruiter: User) -> None:
    sign_in_with_app(client, with_app(recruiter))
    old = recovery_codes(recruiter)

    assert client.post(CODES).headers["Location"] == f"{CODES}#codes"

    assert not set(old) & set(recovery_codes(recruiter))
    assert actions(recruiter) == ["user.recovery_codes_made"]
    assert is_in(client)


def test_codes_need_a_factor(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)

    assert client.get(CODES).headers["Location"] == PAGE
    with pytest.raises(DomainError, match="go with a second factor"):
        factors.make_codes(recruiter, source="")


@pytest.mark.parametrize("path", [NEW, REMOVE, CODES, NEW_PASSKEY, "/accounts/factor/passkeys/1/removals/"])
def test_one_is_asked_again_before_a_change(client: Client, recruiter: User, at_noon: Any, path: str) -> None:
    """S12: by the password, or by a code."""
    sign_in_with_app(client, with_app(recruiter)) if path != NEW else sign_in(client, recruiter.email)
    at_noon.shift(5 * 60 + 1)

    asked = client.post(path, {"code": "000000"})

    assert asked.headers["Location"].startswith("/accounts/confirm/?next=")
    assert not Entry.objects.filter(action__startswith="user.factor").exists()
    page = client.get(asked.headers["Location"])
    assert ("/accounts/confirm/code/" in page.text) is (path != NEW)


def test_a_code_is_a_way_to_say_that_it_is_you(client: Client, recruiter: User, at_noon: Any) -> None:
    """S12: and what was sent goes on then."""
    sign_in_with_app(client, with_app(recruiter))
    at_noon.shift(6 * 60)
    client.post(REMOVE)
    there = f"/accounts/confirm/code/?next={REMOVE}"
    assert client.get(there).status_code == 200

    wrong = client.post(there, {"code": "000000", "next": REMOVE})
    done = client.post(there, {"code": code(), "next": REMOVE})

    assert (wrong.status_code, done.status_code, done.headers["Location"]) == (400, 302, f"{PAGE}#app")
    assert not factors.of(recruiter)


def test_guesses_there_count_too(client: Client, recruiter: User) -> None:
    sign_in_with_app(client, with_app(recruiter))

    answers = [client.post("/accounts/confirm/code/", {"code": f"{n:06}"}).status_code for n in range(6)]

    assert answers == [400] * 5 + [429]


def test_who_has_no_codes_is_asked_for_the_password(client: Client, recruiter: User) -> None:
    sign_in(client, recruiter.email)

    assert client.get("/accounts/confirm/code/").headers["Location"] == "/accounts/confirm/"


@pytest.mark.parametrize("path", [NEW, REMOVE, CODES, NEW_PASSKEY])
def test_a_session_that_passed_a_factor_by_changes_none(client: Client, recruiter: User, path: str) -> None:
    """However it came to be: a second factor is not added, removed or shown beside one that was not used."""
    with_app(recruiter)
    client.force_login(User.objects.get(pk=recruiter.pk))

    assert client.post(path, {"code": code()}).headers["Location"] == PAGE
    assert "this sign-in did not use it" in client.get(PAGE).text
    assert factors.of(recruiter).count == 1
    client.post("/accounts/confirm/code/", {"code": code(), "next": PAGE})
    assert "this sign-in did not use it" not in client.get(PAGE).text


# A lost factor


def reset_path(user: User) -> str:
    return f"/desk/settings/people/{user.pk}/factor-resets/"


def test_an_administrator_resets_a_lost_one(client: Client, recruiter: User) -> None:
    administrator = make_user("administrator", "Ada Admin")
    theirs = Client()
    sign_in_with_app(theirs, with_app(recruiter))
    client.force_login(administrator)
    assert "Reset the second factor" in client.get(f"/desk/settings/people/{recruiter.pk}/").text

    client.post(reset_path(recruiter))

    assert not Authenticator.objects.exists()
    assert not is_in(theirs), "whoever has the old one is out"
    mail = OutgoingMail.objects.get(kind="factor_reset")
    assert (mail.to, mail.to_user) == (recruiter.email, recruiter)
    assert "Ada Admin has reset the second factor" in mail.text
    assert actions(recruiter) == ["user.factor_reset"]
    assert "There is no second factor" in client.get(f"/desk/settings/people/{recruiter.pk}/").text
    client.post(reset_path(recruiter))
    assert OutgoingMail.objects.filter(kind="factor_reset").count() == 1, "nothing left to reset"


@override_settings(REQUIRE_SECOND_FACTOR=True)
def test_the_next_sign_in_adds_another_one(client: Client, recruiter: User) -> None:
    factors.reset(with_app(recruiter), by=make_user("administrator", "Ada Admin"))

    sign_in(client, recruiter.email)

    assert client.get("/desk/").headers["Location"] == PAGE
    assert "Add one, and everything opens" in client.get(PAGE).text
    client.post(NEW, {"code": code(secret=secret_on(client.get(NEW).text))})
    assert client.get("/desk/").status_code == 200


def test_resetting_asks_again(client: Client, recruiter: User, at_noon: Any) -> None:
    """S12"""
    with_app(recruiter)
    client.force_login(make_user("administrator", "Ada Admin"))
    at_noon.shift(5 * 60 + 1)

    assert "/accounts/confirm/" in client.post(reset_path(recruiter)).headers["Location"]
    assert factors.of(recruiter)


@pytest.mark.parametrize("by", ["recruiter", "hiring_manager", "interviewer"])
def test_nobody_else_resets(client: Client, by: str) -> None:
    target = with_app(make_user("administrator", "Tara Target"))
    client.force_login(make_user(by, "Otto Other"))

    assert client.post(reset_path(target)).status_code == 403
    assert factors.of(target)


def test_ones_own_is_not_reset(client: Client) -> None:
    me = with_app(make_user("administrator", "Ada Admin"))
    with pytest.raises(NotAllowed):
        factors.reset(me, by=me)


def test_at_the_server_a_lonely_administrator_is_let_in(admin: User) -> None:
    with_app(admin)
    out = io.StringIO()

    call_command("factors", "reset", admin.email.upper(), stdout=out)

    assert out.getvalue() == "It is reset.\n"
    assert Entry.objects.get(action="user.factor_reset").actor == "system"
    assert "Whoever runs the system has reset" in OutgoingMail.objects.get(kind="factor_reset").text
    with pytest.raises(CommandError, match="No account"):
        call_command("factors", "reset", "nobody@staff.example")


# What the database itself keeps


def test_whoever_writes_the_row_ends_the_sessions(client: Client, recruiter: User) -> None:
    """The epoch counts in the statement that adds or takes a factor, whatever way it came."""
    sign_in(client, recruiter.email)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
            " VALUES (%s, 'totp', '{}', now())",
            [recruiter.pk],
        )

    assert not is_in(client)
    epoch = User.objects.get(pk=recruiter.pk).epoch
    Authenticator.objects.all().delete()
    assert User.objects.get(pk=recruiter.pk).epoch == epoch + 1


def test_the_page_costs_the_same_for_many(
    client: Client, recruiter: User, django_assert_num_queries: Any
) -> None:
    sign_in_with_app(client, with_app(recruiter))
    client.get(PAGE)

    with django_assert_num_queries(4):  # session, account, organisation, factors
        client.get(PAGE)


def test_a_password_is_not_asked_for_twice_at_once(client: Client, recruiter: User) -> None:
    """Right after signing in the page that adds one opens by itself."""
    sign_in(client, recruiter.email)

    assert client.get(NEW).status_code == 200
    assert PASSWORD not in client.get(NEW).text
