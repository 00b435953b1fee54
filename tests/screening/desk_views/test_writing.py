"""Writing to one applicant, as the desk's pages do it: choose, write, read it as it will go, write it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from applications.transitions import deciding
from audit.models import Entry
from mail import outbox
from mail.models import OutgoingMail
from screening import writing
from screening.writing import Text
from tests.decisions import reject
from tests.factories import ApplicationFactory, PostingFactory, ReasonFactory
from tests.screening.desk_views.at_one import at, row
from tests.upgrades.page import Page

pytestmark = pytest.mark.django_db
FREE = "write/free_text/"
BODY = "Dear Amina,\n\n  could you send us your diploma?\n\n<b>{name}</b>"


def form_in(answer: Any) -> dict[str, Any]:
    page = Page("/", status=answer.status_code, content=answer.content, kind="text/html")
    return dict(page.form(having="token").values())


def send(client: Client, application: Application, typed: dict[str, Any], *, before: Any = None) -> Any:
    """The form of the page as it stands (or as it was `before`), with what is typed instead."""
    shown = form_in(before or client.get(at(application, FREE)))
    return client.post(at(application, FREE), {**shown, **typed})


def looked_at(client: Client, application: Application, **typed: Any) -> Any:
    return send(client, application, {"subject": "A word", "body": BODY, "preview": "1", **typed})


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(written_by__isnull=False))


def test_it_opens_with_the_first_text_of_its_stage(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    answer = client.get(at(application, "write/?sort=name"))

    assert answer["Location"] == at(application, "write/still_reading/?sort=name")
    page = client.get(answer["Location"]).text
    assert "Write to Amina Example" in page
    assert f"{at(application, 'write/free_text/')}?sort=name" in page
    assert "write/next_step/" not in page
    assert f"Your reference is {application.code}" in page


def test_it_is_read_as_it_will_go_and_then_written(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)

    shown = looked_at(client, application)

    assert shown.status_code == 200
    assert letters() == []
    for words in [application.email, "contact@example.com", "A word", "leaves in 10 minutes"]:
        assert words in shown.text
    assert BODY in unescape(shown.text.split("<pre")[1].split("</pre>")[0])
    assert "<b>" not in shown.text

    done = send(client, application, {}, before=shown)

    assert done.status_code == 302
    assert done["Location"] == f"{at(application)}#history"
    [mail] = letters()
    assert (mail.subject, mail.kind) == ("A word", "free_text")
    assert mail.text.startswith(BODY)
    assert mail.text in unescape(shown.text).replace("\r\n", "\n")
    after = client.get(done["Location"]).text
    assert "The letter leaves in 10 minutes unless you hold it." in after
    assert f"/desk/outbox/{mail.pk}/cancellations/" in after


def test_nothing_goes_that_was_not_read(client: Client, application: Application, recruiter: User) -> None:
    """Words, address or contact that changed since it was read: it is shown again."""
    client.force_login(recruiter)
    shown = looked_at(client, application)

    assert send(client, application, {"body": "Other words."}, before=shown).status_code == 200
    assert send(client, application, {"seen": ""}, before=shown).status_code == 200
    application.posting.contact_email = "another@example.com"
    application.posting.save()
    assert "another@example.com" in send(client, application, {}, before=shown).text
    assert letters() == []


def test_one_goes_back_to_change_the_words(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    answer = send(client, application, {"change": "1"}, before=looked_at(client, application))

    assert form_in(answer)["body"].replace("\r\n", "\n") == BODY
    assert 'name="preview"' in answer.text
    again = send(client, application, {"preview": "1"}, before=answer)
    assert "Read it before it goes" in again.text
    assert letters() == []


def test_two_presses_write_one_letter_and_other_words_are_named(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    shown = looked_at(client, application)

    for _ in range(2):
        assert send(client, application, {}, before=shown).status_code == 302
    assert len(letters()) == 1

    again = send(client, application, {"body": "Other words.", "preview": "1"}, before=shown)
    assert "This would be a second one." in again.text


def test_a_token_that_is_none_of_ours_names_no_page(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    shown = looked_at(client, application, token="x" * 500)

    assert re.fullmatch(r"[\w-]{22}", form_in(shown)["token"])
    assert send(client, application, {}, before=shown).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"subject": "x" * 201},
        {"subject": "two\nlines"},
        {"subject": ""},
        {"body": "x" * 20_001},
        {"body": "  "},
        {"body": "\u200b\u2066"},
        {"body": "a\x00b"},
    ],
    ids=["long subject", "lines", "no subject", "long", "empty", "unseen", "NUL"],
)
def test_what_is_no_letter_comes_back(
    client: Client, application: Application, recruiter: User, typed: dict[str, str]
) -> None:
    client.force_login(recruiter)
    shown = looked_at(client, application, **typed)

    if shown.status_code == 200:  # only the verb sees it, when it is to go
        shown = send(client, application, {}, before=shown)

    assert shown.status_code == 400
    assert "error-summary" in shown.text
    assert letters() == []


def test_an_untold_decision_is_said_and_asks_to_confirm(
    client: Client, application: Application, recruiter: User
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    client.force_login(recruiter)

    page = client.get(at(application, FREE)).text
    refused = looked_at(client, application)

    assert "and they do not know yet" in page
    assert client.get(at(application, "write/"))["Location"] == at(application, FREE)
    assert refused.status_code == 400
    assert "Tick “This letter says nothing of the decision” to go on." in refused.text
    shown = looked_at(client, application, confirmed="on")
    assert send(client, application, {}, before=shown).status_code == 302
    assert len(letters()) == 1


def test_a_decision_made_meanwhile_gives_the_words_back(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    shown = looked_at(client, application)
    deciding.withdraw(application)

    answer = send(client, application, {}, before=shown)

    assert answer.status_code == 409
    assert "The applicant withdrew it on" in answer.text
    assert form_in(answer)["body"].replace("\r\n", "\n") == BODY
    assert letters() == []


def test_nothing_typed_is_lost_when_the_session_has_ended(
    client: Client, application: Application, recruiter: User
) -> None:
    client.force_login(recruiter)
    shown = looked_at(client, application)
    client.logout()
    client.cookies["csrf"] = "a" * 32  # which outlives the session

    answer = send(client, application, {}, before=shown)

    assert answer.status_code == 403
    assert "could you send us your diploma?" in answer.text
    assert letters() == []


def test_it_stands_in_the_history(
    client: Client, application: Application, recruiter: User, manager: User, interviewer: User
) -> None:
    """With its writer, its kind, its subject and its state; to whoever may read letters of the posting."""
    client.force_login(recruiter)
    send(client, application, {}, before=looked_at(client, application))
    [mail] = letters()

    client.force_login(manager)
    [event] = letters_in_history(client, application)
    assert (event.who, event.what) == ("Rita Recruiter", f"wrote to {application.email}: Free text")
    assert (event.note, event.href) == ("A word", f"/desk/outbox/{mail.pk}/")
    assert event.state.startswith("Leaves ")
    assert "In the words of" in client.get(event.href).text

    outbox.cancel(dedupe_key=mail.dedupe_key, by=recruiter, why="No.")
    [event] = letters_in_history(client, application)
    assert event.state == "Cancelled"

    client.force_login(interviewer)
    assert letters_in_history(client, application) == []


def letters_in_history(client: Client, application: Application) -> list[Any]:
    return [event for event in client.get(at(application)).context["history"] if event.href]


STATES = ["live", "rejected", "told", "withdrawn", "contested"]
ALLOWED = {"admin", "recruiter"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["admin", "recruiter", "manager", "interviewer", "outsider"])
def test_states_and_roles(
    client: Client,
    application: Application,
    recruiter: User,
    request: pytest.FixtureRequest,
    role: str,
    state: str,
) -> None:
    """Each role, each state, each address: written, or refused with row and outbox as they were."""
    in_state(application, state, by=recruiter)
    before, mails = row(application), OutgoingMail.objects.count()
    typed = {"subject": "A word", "body": BODY, "token": "t" * 22, "confirmed": "on"}
    words = {name: typed[name] for name in ("subject", "body")}
    seen = writing.AsItGoes.of(Application.objects.get(pk=application.pk), **words).version
    client.force_login(request.getfixturevalue(role))

    opened = client.get(at(application, "write/"))
    page = client.get(at(application, FREE))
    answer = client.post(at(application, FREE), {**typed, "seen": seen, "version": before["version"]})
    shown = client.get(at(application))

    refused = 404 if role == "outsider" else 403
    if role not in ALLOWED:
        assert [opened.status_code, page.status_code, answer.status_code] == [refused] * 3
    elif state == "contested":
        assert [one["Location"] for one in (opened, page)] == [f"{at(application)}#decision"] * 2
        assert answer.status_code == 409
        assert "set this application aside" in answer.text
    else:
        assert [opened.status_code, page.status_code, answer.status_code] == [302, 200, 302]
        mails += 1
    assert (row(application), OutgoingMail.objects.count()) == (before, mails)
    assert ("write/" in shown.text) == (role in ALLOWED and state != "contested")
    assert Entry.objects.filter(action="application.written_to").count() == len(letters())


def in_state(application: Application, state: str, *, by: User) -> None:
    if state in {"rejected", "told"}:
        reject(application, reason=ReasonFactory(), by=by, version=1)
    if state == "told":
        application.decisions.update(told_at=application.decisions.get().at)
    if state == "withdrawn":
        deciding.withdraw(application)
    if state == "contested":
        deciding.contest(application)


def test_a_get_on_the_way_in_only(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    assert client.post(at(application, "write/")).status_code == 405
    assert client.get(at(application, "write/rejection/")).status_code == 404
    assert client.get(at(application, "write/next_step/"))["Location"] == at(
        application, "write/still_reading/"
    )


def test_it_is_written_in_the_language_of_its_applicant(client: Client, recruiter: User) -> None:
    application = ApplicationFactory(language="da", posting=PostingFactory(contact_email=""))
    recruiter.language = "en"
    recruiter.save()
    client.force_login(recruiter)

    page = client.get(at(application, FREE)).text
    shown = looked_at(client, application)
    send(client, application, {}, before=shown)

    assert 'lang="da"' in page
    assert "the posting’s contact has none" in shown.text
    [mail] = letters()
    assert (mail.language, mail.headers) == ("da", {})
    assert '<html lang="da"' in mail.html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_literal_number_of_queries(
    client: Client, recruiter: User, rows: int, django_assert_num_queries: Any
) -> None:
    application = ApplicationFactory()
    for number in range(rows):
        words = {"subject": "A word", "body": BODY, "token": f"{number}" * 22}
        writing.write(application, text=Text.FREE, by=recruiter, version=1, **words)
    client.force_login(recruiter)
    client.get(at(application, FREE))
    with django_assert_num_queries(7):
        shown = client.get(at(application, FREE))
    with django_assert_num_queries(9):
        shown = looked_at_again(client, application, shown)
    with django_assert_num_queries(21):
        assert send(client, application, {}, before=shown).status_code == 302


def looked_at_again(client: Client, application: Application, shown: Any) -> Any:
    return send(client, application, {"subject": "More", "body": BODY, "preview": "1"}, before=shown)
