"""Rule 8, for every form of the system: refused, it comes back as it was typed, with the right status.

A new route with a form needs a row here; a route that takes a POST and is neither a form nor a verb fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.refusals import FILE_AGAIN
from tests.applications.applying import applying
from tests.recruitment.asking import who_may
from tests.recruitment.matrix import ADMINISTRATOR, ANONYMOUS, APPLICANT, Route, resolved
from tests.recruitment.routes import ROUTES
from tests.upgrades.page import Page, Values
from tests.world import World

pytestmark = pytest.mark.django_db
ROWS = {route.name: route for route in ROUTES}
OURS = {name: view for name, _, view in resolved() if not name.startswith("admin:")}
TOKEN = "a" * 32
NEW = "It makes something new: there is nothing that could have changed."
A_BUTTON = "It has a button and no field."

Typed = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Form:
    """`wrong`: what makes it invalid. `never_stale`: why no page of it can be older than what it changes.

    `typed`: what a person types, where it is more than the table of routes sends; a file is a function.
    """

    route: str
    wrong: Typed = field(default_factory=dict)
    typed: Callable[[World], Typed] = lambda world: {}
    kwargs: Typed = field(default_factory=dict)
    role: str = ""
    never_stale: str = ""

    @property
    def row(self) -> Route:
        return ROWS[self.route]

    def address(self, world: World) -> str:
        return reverse(self.route, kwargs={**self.row.kwargs(world), **self.kwargs})

    def filled(self, world: World, *, wrong: bool = False) -> Typed:
        base = {} if self.kwargs else self.row.data(world)
        typed = {**base, **self.typed(world), **(self.wrong if wrong else {})}
        return {name: value for name, value in typed.items() if name not in {"version", "preview"}}

    def client(self, world: World) -> Client:
        return world.client(self.role or str(who_may(self.row)))


def of_a_page(page: str, typed: Typed, **wrong: Any) -> Form:
    return Form("postings:edit", wrong, lambda world: typed, {"page": page})


BACKGROUND = {"motivation": "My own words,\nin two lines."}
FORMS = [
    Form("account_language", {"language": "xx"}, never_stale="It is one's own, and the last choice counts."),
    Form("account_add_app", {"code": "000"}, role=ADMINISTRATOR, never_stale=NEW),
    Form("account_add_passkey", {"name": "x" * 61}, role=ADMINISTRATOR, never_stale=NEW),
    Form("account_passkey", never_stale=A_BUTTON, role=ANONYMOUS),
    Form("settings:organisation", {"name": ""}, lambda world: {"about": "Quiet people."}),
    Form("settings:new_person", {"email": "nobody"}, never_stale=NEW),
    Form("settings:person", {"email": "nobody"}, lambda world: {"name": "Another Name"}),
    Form("mail:edit", {"subject": ""}),
    Form("mail:letter", {"body": "{unknown}"}, lambda world: {"subject": "Hi", "body": "Go on: {link}"}),
    Form("postings:new", {"title": "x" * 500}, never_stale=NEW),
    Form("postings:copies", {"deadline": "2100-02-30"}, never_stale=NEW),
    Form("postings:reasons", {"text": "x" * 121}, never_stale=NEW),
    Form("postings:reason", {"text": "x" * 121}),
    Form("postings:edit", {"title": ""}, lambda world: {"contact_name": "Maja", "pay_note": "And lunch."}),
    of_a_page(
        "dates",
        {"deadline": "2100-01-01", "time_zone": "Europe/Copenhagen", "decided_by": "2100-02-02"},
        interviews_to="2100-01-05",
    ),
    of_a_page(
        "texts",
        {
            "section-new-1-kind": "role",
            "section-new-1-body": "You watch,\nand wait.",
            "section-new-1-place": "3",
            "faq-new-1-question": "Is it warm?",
            "faq-new-1-answer": "Yes.",
            "faq-new-4-question": "Is it dark?",
            "faq-new-4-answer": "At night.",
        },
        **{"section-new-1-body": ""},
    ),
    of_a_page(
        "questions",
        {
            "asks_current_position": "required",
            "asks_motivation": "off",
            "question-new-1-text": "Which?",
            "question-new-1-kind": "yes_no",
            "question-new-1-help": "Any.",
            "criterion-new-1-text": "Knows servers",
            "criterion-new-1-weight": "advantage",
        },
        **{"question-new-1-text": ""},
    ),
    of_a_page(
        "process",
        {"stage-new-1-kind": "assessment", "stage-new-1-name": "Another", "letters_wait": ["on"]},
        users=["987654321"],
    ),
    Form(
        "screening:decide",
        {"reason": "987654321"},
        lambda world: {"reason": world.reason.pk, "comment": "For colleagues."},
        {"kind": "rejected"},
    ),
    *(
        Form("screening:decide", {"comment": "x" * 501}, lambda world: {"comment": "Well."}, {"kind": kind})
        for kind in ("hired", "reserve", "declined")
    ),
    Form("screening:tell", {"how": "x" * 201}),
    Form(
        "screening:propose",
        {"reason": "987654321"},
        lambda world: {"comment": "Thin on budgets."},
        never_stale="It proposes; whoever decides sees the application as it is then.",
    ),
    Form("screening:save_view", {"name": "x" * 61}, never_stale=NEW),
    Form("screening:note", {"body": "x" * 5_001}, never_stale=NEW),
    Form("screening:write_text", {"body": "x" * 20_001}),
    Form(
        "screening:add",
        {"email": "nobody"},
        lambda world: {"cv": lambda: applying.cv("s05_exempli_plain.docx", shown="theirs.docx")},
        never_stale=NEW,
    ),
    Form("interviews:new", {"minutes": 5}, lambda world: {"message": "Bring nothing."}, never_stale=NEW),
    Form("interviews:change", {"minutes": 5}, lambda world: {"message": "Bring nothing."}),
    Form("interviews:cancellation", never_stale=A_BUTTON),
    Form(
        "applications:apply", {"email": "nobody"}, lambda world: {"phone": "+45 12 34 56 78"}, role=APPLICANT
    ),
    Form(
        "applications:apply_background",
        {"motivation": "x" * 10_001},
        lambda world: BACKGROUND,
        role=APPLICANT,
    ),
    Form(
        "applications:apply_cv",
        {"cv": lambda: applying.cv("s21_ib_aerlighaab.txt", shown="cv.txt")},
        lambda world: {"cv": lambda: applying.cv("s05_exempli_plain.docx", shown="another.docx")},
        role=APPLICANT,
    ),
    Form("applications:apply_open", never_stale=A_BUTTON, role=ANONYMOUS),
    Form(
        "desk:my", {"email": "nobody"}, role=ANONYMOUS, never_stale="It asks for a link, and changes nothing."
    ),
    Form("account_stop_address", never_stale=A_BUTTON, role=ANONYMOUS),
    Form("desk:my_sign_in", never_stale=A_BUTTON, role=ANONYMOUS),
    Form("desk:my_withdrawal", never_stale=A_BUTTON, role=APPLICANT),
    Form("desk:my_contest", never_stale=A_BUTTON, role=APPLICANT),
]
JUDGED_ELSEWHERE = {
    "account_login": "allauth judges it",
    "account_logout": "allauth: a button",
    "mfa_authenticate": "it asks who is half in; tests/accounts/test_second_step.py",
    "mfa_reauthenticate": "it asks who has a code; tests/accounts/test_factors.py",
    "account_second_step_passkey": "it asks who is half in; tests/accounts/test_passkeys.py",
    "mfa_reauthenticate_webauthn": "it asks who has a passkey; tests/accounts/test_passkeys.py",
    "account_codes": "it asks who has a factor, and is a button; tests/accounts/test_factors.py",
    "account_change_password": "allauth judges it; passwords are never given back",
    "account_reauthenticate": "allauth judges it; passwords are never given back",
    "account_reset_password": "allauth judges it",
    "account_reset_password_from_key": "allauth judges it; passwords are never given back",
    "applications:apply_review": "it reads nothing before its transaction has begun; nothing is typed there",
}


def name_of(form: Form) -> str:
    return "-".join([form.route, *form.kwargs.values()])


each_form = pytest.mark.parametrize("form", FORMS, ids=name_of)


def test_every_form_has_a_row_and_every_other_post_is_a_verb() -> None:
    takes_posts = {route.name for route in ROUTES if set(route.post.values()) - {302, 405, 404}}
    takes_posts |= {
        name for name, view in OURS.items() if hasattr(view, "takes") or hasattr(view, "way_back")
    }
    verbs = {name for name, view in OURS.items() if hasattr(view, "way_back")}

    assert takes_posts - verbs - set(JUDGED_ELSEWHERE) == {form.route for form in FORMS}
    assert set(JUDGED_ELSEWHERE) <= set(OURS)


def posted(form: Form, world: World, typed: Typed, *, client: Client | None = None) -> Any:
    """The answer, with everything that the request wrote undone."""
    cache.clear()
    ready = {name: value() if callable(value) else value for name, value in typed.items()}
    with transaction.atomic():
        answer = (client or form.client(world)).post(form.address(world), ready)
        transaction.set_rollback(True)
    return answer


def values_in(answer: Any, typed: Typed, *, path: str) -> Values:
    """What stands in the form of that page which asks for these fields."""
    page = Page(path, status=answer.status_code, content=answer.content, kind="text/html")
    written = (name for name, value in typed.items() if not callable(value))
    return page.form(having=next(written, "csrfmiddlewaretoken")).values()


def version_shown(form: Form, world: World) -> str:
    path = form.address(world)
    shown = values_in(form.client(world).get(path), form.filled(world), path=path)
    return str(shown.get("version", ""))


def plain(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one).replace("\r\n", "\n") for one in values]


def lost(shown: Values, typed: Typed) -> dict[str, tuple[Any, Any]]:
    """Each field whose value is not what was typed: what was, and what stands there."""
    found = {name: plain(shown.get(name, "")) for name in typed}
    return {
        name: (value, found[name])
        for name, value in typed.items()
        if not callable(value) and plain(value) != found[name]
    }


@pytest.mark.parametrize("form", [form for form in FORMS if form.wrong], ids=name_of)
def test_a_wrong_form_comes_back(form: Form, world: World) -> None:
    typed = form.filled(world, wrong=True)
    version = version_shown(form, world)

    answer = posted(form, world, {**typed, "version": version} if version else typed)

    assert answer.status_code == 400
    assert "error-summary" in answer.text
    offered = {name: value for name, value in typed.items() if not is_choice(form, name)}
    shown = values_in(answer, typed, path=form.address(world))
    assert lost(shown, offered) == {}
    assert shown.get("version", "") == version


def is_choice(form: Form, name: str) -> bool:
    """A choice that nobody was offered cannot be shown; what was typed beside it is."""
    return name in form.wrong and name in {"reason", "users", "asks_motivation", "language"}


@each_form
def test_an_older_form_comes_back_with_what_stands_now(form: Form, world: World) -> None:
    version = version_shown(form, world)
    assert bool(version) != bool(form.never_stale)
    if form.never_stale:
        return
    typed = form.filled(world)

    answer = posted(form, world, {**typed, "version": int(version) + 1})

    assert answer.status_code == 409
    assert "error-summary" in answer.text
    shown = values_in(answer, typed, path=form.address(world))
    assert lost(shown, typed) == {}
    assert shown["version"] == version
    assert (str(FILE_AGAIN) in answer.text) == any(callable(value) for value in typed.values())


@each_form
def test_a_refused_token_gives_the_form_back(form: Form, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = form.client(world).cookies
    client.cookies["csrf"] = TOKEN
    typed = form.filled(world)

    answer = posted(form, world, {**typed, "version": 4711}, client=client)

    assert answer.status_code == 403
    assert "had been open for too long" in answer.text
    shown = values_in(answer, typed, path=form.address(world))
    assert lost(shown, typed) == {}
    assert shown["csrfmiddlewaretoken"]
    assert shown.get("version", "") == ("" if form.never_stale else "4711")
