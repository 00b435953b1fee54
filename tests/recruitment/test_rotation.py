"""SECRET_KEY is changed, and the one before is kept in SECRET_KEY_FALLBACKS: what was made before works on.

Each has its twin: with the old key gone from there, it does not.
"""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from accounts import adapter, mailing
from accounts.models import User
from audit.log import source_of
from core import known_browsers
from mail.models import OutgoingMail
from postings.models import Posting
from tests.accounts.signing_in import is_in, reset_link, sign_in
from tests.applications.applying import applying
from tests.applications.applying.coming_back import ask, leave
from tests.factories import ApplicationFactory, PostingFactory
from tests.source import ROOT, SOURCES

pytestmark = pytest.mark.django_db
OLD = "the-old-key-zr5_Yd1f8wQm3kTn6bVc9xLs2hJg7pEa4uRo0iNt"
NEW = "the-new-key-4uRo0iNt-6bVc9xLs2hJg7pEazr5_Yd1f8wQm3kTn"
Works = Callable[[], bool]

# Whatever is made of the key, and what becomes of it when the key changes.
MADE_OF_IT = {
    "accounts/ciphers.py": "second factors: read with each key, and written anew by `factors reencrypt`",
    "accounts/models.py": "a session's hash: Django asks with each key in turn, and writes it anew",
    "core/known_browsers.py": "a signed cookie, and hashes in it that are compared with each key",
    "applications/applying/contesting.py": "a signed link",
    "applications/applying/draft_cookie.py": "a signed cookie",
    "audit/log.py": "the source of an entry: none is written again, so a new key makes new ones",
    "recruitment/settings.py": "where both are read",
    "recruitment/run/launcher.py": "made and kept for `make run`",
    "recruitment/run/running_copy.py": "named in a sentence",
}


@pytest.fixture(autouse=True)
def _old_key() -> Iterator[None]:
    with override_settings(SECRET_KEY=OLD, SECRET_KEY_FALLBACKS=[]):
        yield


@contextmanager
def rotated(*, kept: bool) -> Iterator[None]:
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD] if kept else []):
        yield


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it")


# Each makes something with the old key and gives back how to ask whether it works.


def a_session(user: User, posting: Posting) -> Works:
    client = Client()
    sign_in(client, user.email)
    return lambda: is_in(client)


def a_reset_link(user: User, posting: Posting) -> Works:
    Client().post("/accounts/password/reset/", {"email": user.email})
    return lambda: 'name="password1"' in Client().get(reset_link(user), follow=True).text


def an_invitation(user: User, posting: Posting) -> Works:
    link = mailing.new_password_url(user)
    return lambda: 'name="password1"' in Client().get(link, follow=True).text


def a_half_used_reset_link(user: User, posting: Posting) -> Works:
    """It was opened before: its key waits in a session, and the new password is typed after."""
    client = Client()
    page = client.get(mailing.new_password_url(user)).headers["Location"]
    typed = {"password1": "kuldegrader i marts", "password2": "kuldegrader i marts"}
    return lambda: client.post(page, typed).status_code == 302


def my_pages(user: User, posting: Posting) -> Works:
    ApplicationFactory(posting=posting, candidate__email="amina@example.com")
    client = Client()
    client.post(ask(client))
    return lambda: "Sent" in client.get("/my/").text


def a_draft(user: User, posting: Posting) -> Works:
    client = Client()
    client.post(applying.url(posting), {**applying.DETAILS, "name": "Amina of before"})
    return lambda: "Amina of before" in client.get(applying.url(posting)).text


def a_contest_link(user: User, posting: Posting) -> Works:
    applying.apply(Client(), posting)
    found = re.search(
        r"http://localhost:\d+(/my/contest/\S+/)", OutgoingMail.objects.get(kind="receipt").text
    )
    assert found
    path = found[1]
    return lambda: Client().get(path).status_code == 200


def a_known_browser(user: User, posting: Posting) -> Works:
    client = Client()
    sign_in(client, user.email)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return lambda: bool(known_browsers.name_of(request, adapter.known_as(user.email)))


KEYED = [
    a_session, a_reset_link, an_invitation, a_half_used_reset_link, my_pages, a_draft, a_contest_link,
    a_known_browser,
]  # fmt: skip


@pytest.mark.parametrize("made", KEYED)
def test_it_survives_one_rotation(made: Any, recruiter: User, posting: Posting) -> None:
    works = made(recruiter, posting)

    with rotated(kept=True):
        assert works()


@pytest.mark.parametrize("made", KEYED)
def test_without_the_key_of_before_it_is_gone(made: Any, recruiter: User, posting: Posting) -> None:
    """The twin."""
    works = made(recruiter, posting)

    with rotated(kept=False):
        assert not works()


def a_sign_in_link(posting: Posting) -> Works:
    ApplicationFactory(posting=posting, candidate__email="amina@example.com")
    path = ask(Client())
    return lambda: Client().post(path).headers["Location"] == "/my/"


def a_draft_link(posting: Posting) -> Works:
    path = leave(Client(), posting)
    return lambda: Client().post(path).status_code == 302


@pytest.mark.parametrize("made", [a_sign_in_link, a_draft_link])
def test_links_to_applicants_hang_on_no_key(made: Any, posting: Posting) -> None:
    works = made(posting)

    with rotated(kept=False):
        assert works()


def test_a_session_that_was_used_meanwhile_outlives_the_old_key(recruiter: User) -> None:
    client = Client()
    sign_in(client, recruiter.email)
    with rotated(kept=True):
        assert is_in(client)

    with rotated(kept=False):
        assert is_in(client)


def test_a_browser_that_is_remembered_again_keeps_its_name_and_one_entry() -> None:
    request, who = RequestFactory().get("/"), "staff:rita@staff.example"
    request.COOKIES = _cookies(known_browsers.remember(request, HttpResponse(), who))
    name = known_browsers.name_of(request, who)

    with rotated(kept=True):
        request.COOKIES = _cookies(known_browsers.remember(request, HttpResponse(), who))
        assert len(signing.loads(request.COOKIES["known"], salt=known_browsers.SALT)[1]) == 1
    with rotated(kept=False):
        assert known_browsers.name_of(request, who) == name


def test_the_old_key_makes_nothing_new(recruiter: User) -> None:
    with rotated(kept=True):
        link = mailing.new_password_url(recruiter)

    assert 'name="password1"' not in Client().get(link, follow=True).text


def test_a_source_in_the_audit_log_is_of_one_key() -> None:
    """As docs/operators.md says."""
    request = RequestFactory().get("/")
    before = source_of(request)

    with rotated(kept=True):
        assert source_of(request) != before


def test_whatever_is_made_of_the_key_is_known_here() -> None:
    """A new one is told what becomes of it when the key changes, and tested above."""
    marks = {"SECRET_KEY", "salted_hmac", "signing", "Signer", "TimestampSigner", "Fernet", "hmac"}
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if marks & _names(node):
                found.add(str(path.relative_to(ROOT)))

    assert found == set(MADE_OF_IT)


def _names(node: ast.AST) -> set[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Constant(value=str(name)):
            return {name}
        case ast.ImportFrom(names=names) | ast.Import(names=names):
            return {alias.name.split(".")[0] for alias in names}
    return set()


def _cookies(response: HttpResponse) -> dict[str, str]:
    return {name: morsel.value for name, morsel in response.cookies.items()}
