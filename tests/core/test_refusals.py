"""One way to refuse: what was typed comes back, with the sentence and the right status."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import User
from core.access import StaffRequest, public, staff
from core.errors import Conflict, DomainError, Invalid, NotAllowed, TooMany
from core.refusals import FormPage, Sent, form_view, verb
from core.versions import sent_version
from recruitment.urls import handler400, handler429, handler500
from recruitment.urls import urlpatterns as ours

pytestmark = pytest.mark.django_db
PAGE = "a_form.html"


@dataclass
class Board:
    """What the forms below change."""

    text: str = "As it was."
    kind: str = "a"
    version: int = 3
    refusal: DomainError | None = None


BOARD = Board()


class TextForm(forms.Form):
    text = forms.CharField(label="Your text", error_messages={"required": "Write something."})
    kind = forms.ChoiceField(label="Its kind", choices=[("a", "A letter"), ("b", "A note")])


class FileForm(forms.Form):
    text = forms.CharField()
    file = forms.FileField(required=False)


@public
@form_view(TextForm)
def page(request: HttpRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        if "preview" in request.POST:
            return sent.shown_again(said="it would say " + sent.data["text"])
        if BOARD.refusal:
            raise BOARD.refusal
        if sent.version != BOARD.version:
            raise Conflict("Anna changed it at 14:02.")
        return HttpResponse("done")

    return FormPage(
        PAGE,
        act,
        context={"title": f"Version {BOARD.version}"},
        options={"initial": {"text": BOARD.text, "kind": BOARD.kind}},
        version=BOARD.version,
        replaces=True,
    )


@public
@form_view(FileForm)
def upload(request: HttpRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        raise DomainError("Not today.")

    return FormPage(PAGE, act)


@public
@form_view(lambda tab: {"text": TextForm}.get(tab))
def tabbed(request: HttpRequest, tab: str) -> FormPage | HttpResponse:
    return FormPage(PAGE, lambda sent: HttpResponse("done"))


@staff
@form_view(TextForm)
def private(request: StaffRequest) -> FormPage:
    return FormPage(PAGE, lambda sent: HttpResponse("done"), context={"title": "secret"})


@public
@verb("tabbed", "tab")
def press(request: HttpRequest, tab: str, number: int) -> HttpResponse:
    sent_version(request)
    raise Conflict("Anna pressed it at 14:02.")


urlpatterns = [
    path("page/", page),
    path("upload/", upload),
    path("private/", private),
    path("tabs/<slug:tab>/", tabbed, name="tabbed"),
    path("tabs/<slug:tab>/<int:number>/", press),
    *ours,
]
__all__ = ["handler400", "handler429", "handler500"]


@pytest.fixture(autouse=True)
def _a_new_board(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
    vars(BOARD).update(vars(Board()))


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


TYPED = {"text": "My <b>long</b> text", "kind": "b", "version": "3"}
KEPT = ("My &lt;b&gt;long&lt;/b&gt; text", 'value="b" selected')


def version_in(answer: Any) -> str:
    return str(answer.text.split('name="version" value="')[1].split('"')[0])


def test_a_page_shows_its_form_with_its_version(client: Client) -> None:
    answer = client.get("/page/")

    assert (answer.status_code, version_in(answer)) == (200, "3")
    assert "As it was." in answer.text


def test_what_is_right_is_done(client: Client) -> None:
    assert client.post("/page/", TYPED).text == "done"


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/page/").status_code == 405
    assert client.head("/page/").status_code == 200


def test_a_wrong_form_is_400_as_it_was_typed(client: Client) -> None:
    """Its version stays what the person saw: somebody else's change in between is not hidden from them."""
    BOARD.version = 4

    answer = client.post("/page/", {**TYPED, "text": " "})

    assert (answer.status_code, version_in(answer)) == (400, "3")
    assert "Write something." in answer.text
    assert KEPT[1] in answer.text
    assert "What stands there now" not in answer.text


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(DomainError, 409), (Conflict, 409), (Invalid, 400), (NotAllowed, 403), (TooMany, 429)],
)
def test_a_refused_verb_answers_with_its_status_and_what_was_typed(
    client: Client, refusal: type[DomainError], status: int
) -> None:
    BOARD.refusal = refusal("Not like this.")

    answer = client.post("/page/", TYPED)

    assert answer.status_code == status
    assert answer.text.count("Not like this.") == 1
    assert all(kept in answer.text for kept in KEPT)
    assert answer.headers.get("Retry-After") == ("3600" if refusal is TooMany else None)


def test_a_refusal_can_stand_at_its_field(client: Client) -> None:
    BOARD.refusal = Invalid("There is one in these words.", field="text")

    answer = client.post("/page/", TYPED)

    assert 'href="#id_text">There is one in these words.' in answer.text
    assert 'id="id_text_error"' in answer.text


def test_a_field_that_the_form_has_not_is_said_above_it(client: Client) -> None:
    BOARD.refusal = Invalid("Not like this.", field="other")

    assert "<li>Not like this.</li>" in client.post("/page/", TYPED).text


def test_after_a_conflict_sending_again_is_a_decision(client: Client) -> None:
    """What stands now is beside what was typed, and its version is in the form."""
    BOARD.text, BOARD.version = "Anna's text", 4

    answer = client.post("/page/", TYPED)

    assert (answer.status_code, version_in(answer)) == (409, "4")
    assert "Anna changed it at 14:02." in answer.text
    assert "<h1>Version 4</h1>" in answer.text
    assert '<dt>Your text</dt><dd class="typed-text">Anna&#x27;s text</dd>' in answer.text
    assert '<dt>Its kind</dt><dd class="typed-text">A letter</dd>' in answer.text
    assert all(kept in answer.text for kept in KEPT)
    assert client.post("/page/", {**TYPED, "version": version_in(answer)}).text == "done"


def test_only_what_differs_stands_beside_it(client: Client) -> None:
    BOARD.text, BOARD.kind, BOARD.version = "Anna's text", "b", 4

    answer = client.post("/page/", TYPED)

    assert "<dt>Its kind</dt>" not in answer.text


def test_without_a_version_nothing_is_done(client: Client) -> None:
    answer = client.post("/page/", {"text": "My text", "kind": "b"})

    assert (answer.status_code, version_in(answer)) == (400, "3")
    assert "This page does not say what it was made from." in answer.text
    assert "As it was." in answer.text


def test_a_preview_shows_the_page_and_does_nothing(client: Client) -> None:
    answer = client.post("/page/", {**TYPED, "text": "My text", "preview": "1"})

    assert (answer.status_code, version_in(answer)) == (200, "3")
    assert "it would say My text" in answer.text


def test_a_refused_token_gives_the_form_back(strict: Client) -> None:
    """Rule 8, with the version that the person saw."""
    BOARD.version = 4

    answer = strict.post("/page/", TYPED)

    assert (answer.status_code, version_in(answer)) == (403, "3")
    assert "Your text is still here: send it again." in answer.text
    assert all(kept in answer.text for kept in KEPT)
    assert strict.cookies["csrf"].value


def test_nobody_who_is_signed_out_is_shown_a_page_of_staff(strict: Client, recruiter: User) -> None:
    answer = strict.post("/private/", TYPED)

    assert (answer.status_code, "secret" in answer.text) == (403, False)
    assert "My &lt;b&gt;long" in answer.text
    strict.force_login(recruiter)
    assert "secret" in strict.post("/private/", TYPED).text


def test_a_file_has_to_be_chosen_again(client: Client) -> None:
    sent = {"text": "My text", "file": SimpleUploadedFile("cv.pdf", b"%PDF")}

    answer = client.post("/upload/", sent)

    assert answer.status_code == 409
    assert "Not today." in answer.text
    assert "Choose the file again" in answer.text
    assert "Choose the file again" not in client.post("/upload/", {"text": "My text"}).text


def test_the_form_may_depend_on_the_address(client: Client) -> None:
    assert client.get("/tabs/text/").status_code == 200
    assert client.get("/tabs/other/").status_code == 404


def test_a_refused_verb_leads_back_to_how_it_stands(client: Client) -> None:
    answer = client.post("/tabs/text/7/?q=amina", {"version": "1", "why": "Because."})

    assert answer.status_code == 409
    assert '<p class="notice notice-warn" role="alert">Anna pressed it at 14:02.</p>' in answer.text
    assert 'href="/tabs/text/?q=amina"' in answer.text
    assert "Because." in answer.text
    assert client.post("/tabs/text/7/").status_code == 400
    assert client.get("/tabs/text/7/").status_code == 405


def test_a_refused_token_of_a_verb_leads_back_too(strict: Client) -> None:
    answer = strict.post("/tabs/text/7/", {"version": "1", "why": "Because."})

    assert answer.status_code == 403
    assert 'href="/tabs/text/"' in answer.text
    assert "Because." in answer.text
