"""What is refused, missing, not allowed, too big or broken: a page with a status, and nothing lost."""

import errno
import io
import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.models import User
from core.access import public, staff
from core.errors import Conflict, DomainError, TooMany
from core.refusals import refused_token
from postings.page_cache import pages
from recruitment.urls import handler400, handler429, handler500
from recruitment.urls import urlpatterns as ours
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db


@public
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    raise AssertionError("a refused token must not get here")


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the inner secret of the system")


@public
def refuses(request: HttpRequest) -> HttpResponse:
    kinds: dict[str, type[DomainError]] = {"rule": DomainError, "conflict": Conflict, "many": TooMany}
    raise kinds[request.GET["kind"]]("Anna has moved it to Screening at 14:02.")


@public
def stores(request: HttpRequest) -> HttpResponse:
    """Hands what it gets to the database, unchecked, as no view of ours should."""
    return HttpResponse(User.objects.filter(name=request.POST["name"].replace("HALF", "\ud800")).count())


@staff
@require_POST
def private_note(request: HttpRequest) -> HttpResponse:
    raise AssertionError("a refused token must not get here")


@staff
def not_yours(request: HttpRequest) -> HttpResponse:
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


@public
def writes(request: HttpRequest, number: int) -> HttpResponse:
    raise OSError(number, os.strerror(number))


urlpatterns = [
    path("note/", note),
    path("writes/<int:number>/", writes),
    path("broken/", broken),
    path("refuses/", refuses),
    path("stores/", stores),
    path("private-note/", private_note),
    path("not-yours/", not_yours),
    *ours,
]
__all__ = ["handler400", "handler429", "handler500"]


@pytest.fixture(autouse=True)
def _with_these_routes(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


TYPED = {
    "why": "Because I <b>like</b> it.",
    "password": "hush-hush",
    "two": ["first", "second"],
    "empty": " ",
}


def test_a_refused_token_repeats_what_was_typed(strict: Client) -> None:
    """Rule 8: whatever the form; never a password, and as text."""
    response = strict.post("/note/", TYPED)

    assert response.status_code == 403
    assert "Because I &lt;b&gt;like&lt;/b&gt; it." in response.text
    assert "first" in response.text
    assert "second" in response.text
    assert "hush-hush" not in response.text


def test_a_refused_token_with_a_file_repeats_the_text(strict: Client) -> None:
    upload = SimpleUploadedFile("cv.pdf", b"%PDF-1.7 the words of the file", "application/pdf")

    response = strict.post("/note/", {"why": "Because.", "cv": upload})

    assert response.status_code == 403
    assert "Because." in response.text
    assert "A file has to be chosen again." in response.text
    assert "the words of the file" not in response.text


def test_a_refused_token_where_nothing_is_to_give_back_is_a_page(strict: Client) -> None:
    """V9: cookies gone at the last step. It is a 403 all the same, and never a blank one."""
    posting = PostingFactory()

    response = strict.post(f"/jobs/{posting.slug}/apply/review/", {"draft": "1"})

    assert response.status_code == 403
    assert b"could not be sure that the form came from you" in response.content


def test_a_body_that_breaks_off_is_a_bad_request(rf: RequestFactory) -> None:
    class Stalled(io.BytesIO):
        def read(self, *size: Any) -> bytes:
            raise BlockingIOError

    request: Any = rf.post("/note/", TYPED)
    request._stream = Stalled()

    with pytest.raises(BadRequest):
        refused_token(request)


def test_what_another_site_sends_is_not_repeated(strict: Client) -> None:
    response = strict.post("/note/", TYPED, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert "like" not in response.text


def test_a_refused_token_on_a_page_for_staff_repeats_it_too(strict: Client, recruiter: User) -> None:
    strict.force_login(recruiter)

    response = strict.post("/private-note/", {"note": "A long thought."})

    assert (response.status_code, "A long thought." in response.text) == (403, True)


def test_a_broken_page_says_a_number_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """S61: no trace, no message; the number stands in the log."""
    client = Client(raise_request_exception=False)

    with caplog.at_level(logging.ERROR):
        response = client.get("/broken/")

    number = response.text.split('class="reference">')[1].split("<")[0]
    assert response.status_code == 500
    assert len(number) == 8
    assert any(number in record.getMessage() for record in caplog.records)
    assert not any(word in response.text for word in ("inner secret", "Traceback", "RuntimeError"))


@pytest.fixture
def no_database() -> Iterator[None]:
    def refuse(*args: Any) -> Any:
        raise RuntimeError("the database was asked")

    with connection.execute_wrapper(refuse):
        yield


def test_the_page_of_a_broken_house_needs_no_database(no_database: None) -> None:
    response = Client(raise_request_exception=False).get("/broken/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.text


@pytest.fixture
def silent_database() -> Iterator[None]:
    def refuse(*args: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def test_a_database_that_is_away_costs_nobody_their_text(
    strict: Client, silent_database: None, settings: Any
) -> None:
    """What was typed comes back, a password does not; the browser may send it again."""
    strict.cookies[settings.CSRF_COOKIE_NAME] = token = "a" * 32

    typed = {"login": "rita@example.com", "password": "hunter2 hunter2", "csrfmiddlewaretoken": token}
    response = strict.post("/accounts/login/", typed)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "rita@example.com" in response.text
    assert "hunter2" not in response.text
    assert "Content-Security-Policy" in response


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EIO, 500)])
def test_a_full_disk_costs_nobody_their_text(strict: Client, settings: Any, number: int, status: int) -> None:
    """S61: with any other fault of a disk it is a 500."""
    strict.cookies[settings.CSRF_COOKIE_NAME] = token = "a" * 32

    response = strict.post(f"/writes/{number}/", {"why": "Because.", "csrfmiddlewaretoken": token})

    assert (response.status_code, "Because." in response.text) == (status, status == 503)


def test_what_another_site_sends_to_a_database_that_is_away_is_not_repeated(
    strict: Client, silent_database: None
) -> None:
    response = strict.post("/accounts/login/", {"login": "rita@example.com"})

    assert "rita@example.com" not in response.text


@pytest.mark.parametrize("page", ["/jobs/", "/my/", "/desk/", "/jobs/here/apply/"])
def test_no_page_is_broken_while_the_database_is_away(page: str, silent_database: None) -> None:
    pages.clear()

    response = Client(raise_request_exception=False).get(page)

    assert response.status_code in {200, 302, 503}
    assert "Something broke" not in response.text


@pytest.mark.parametrize(("kind", "status"), [("rule", 409), ("conflict", 409), ("many", 429)])
def test_a_broken_rule_is_said_in_its_own_words(client: Client, kind: str, status: int) -> None:
    response = client.get("/refuses/", {"kind": kind})

    assert (response.status_code, "moved it to Screening at 14:02." in response.text) == (status, True)
    assert response.headers.get("Retry-After") == ("3600" if kind == "many" else None)


def test_what_is_not_there_and_not_allowed(client: Client, recruiter: User) -> None:
    client.force_login(recruiter)

    assert client.get("/no/such/page/").status_code == 404
    assert client.get("/not-yours/").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/jobs/%00/", "/jobs/?q=%00", "/jobs/?%00=1", "/accounts/login/?next=%00", "/desk/applications/a%00b/"],
)
def test_a_nul_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    """S60: 400, never 500."""
    assert client.get(address).status_code == 400


def test_a_nul_in_a_cookie_is_a_bad_request(client: Client) -> None:
    """S60: it would reach the table of sessions."""
    client.cookies["session"] = "a\x00b"

    assert client.get("/accounts/login/").status_code == 400


@pytest.mark.parametrize("name", ["a\x00b", "HALF"])
def test_what_the_database_cannot_hold_is_a_bad_request(name: str) -> None:
    """S60: a NUL or half a surrogate pair in a form, even past a careless view."""
    response = Client(raise_request_exception=False).post("/stores/", {"name": name})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *(("/jobs/%ED%A0%80/", 404), ("/jobs/%FF/", 404)),  # no address of ours
        *(("/jobs/?q=%ED%A0%80", 400), ("/jobs/?q=%FF", 400), ("/jobs/?%FF=1", 400)),
    ],
)
def test_half_a_character_in_an_address_is_a_bad_request(address: str, status: int) -> None:
    """S60: bytes that are no text."""
    assert Client(raise_request_exception=False).get(address).status_code == status


def test_a_form_of_two_megabytes_is_too_big(settings: Any) -> None:
    response = Client(raise_request_exception=False).post("/stores/", {"name": "x" * 2 * 1024 * 1024})

    assert response.status_code == 413


def test_a_foreign_host_is_a_bad_request(client: Client) -> None:
    """S11."""
    assert client.get("/jobs/", headers={"Host": "evil.example"}).status_code == 400
