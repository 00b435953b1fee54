"""Writing to one applicant: what is queued, what is refused, and what still stops it when its turn comes."""

from typing import Any

import pytest

from accounts.models import User
from applications.models import Application
from applications.outcomes import Outcome
from applications.transitions import deciding, moving, telling
from audit.models import Entry
from core.errors import Conflict, DomainError, Invalid
from mail import draining, outbox
from mail.models import OutgoingMail, State
from postings.models import Stage
from screening import writing
from screening.writing import Text
from tests.conftest import make_user
from tests.decisions import letter_of, reject, undo
from tests.factories import ApplicationFactory, PostingFactory, ReasonFactory
from tests.mail.sink import Sink

pytestmark = pytest.mark.django_db
TOKEN = "t" * 22
SUBJECT, BODY = "A word", "Dear Amina,\n\ncould you send us your diploma?"


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(name="Amina Example")


def written(application: Application, *, by: User, **more: Any) -> OutgoingMail:
    row = Application.objects.get(pk=application.pk)
    typed: dict[str, Any] = {"text": Text.FREE, "subject": SUBJECT, "body": BODY, "token": TOKEN}
    return writing.write(row, by=by, **{"version": row.version, **typed, **more})


def decided(application: Application, state: str, *, by: User) -> Application:
    """`state`: live; a decision; or a decision that is told."""
    kind, _, told = state.partition(", ")
    if kind == "withdrawn":
        return deciding.withdraw(application)
    if kind == "contested":
        return deciding.contest(application)
    if kind in Outcome.values:
        reason = ReasonFactory() if kind == Outcome.REJECTED else None
        deciding.decide(application, kind=Outcome(kind), by=by, version=application.version, reason=reason)
    row = Application.objects.get(pk=application.pk)
    if told:
        outbox.cancel(dedupe_key=letter_of(row).dedupe_key, by=by, why="test")
        telling.tell_another_way(row, how="by telephone", by=by, version=row.version)
    return Application.objects.get(pk=application.pk)


def sent_by(sink: Sink, mail: OutgoingMail, *, by: User) -> OutgoingMail:
    outbox.release(mail, by=by)
    draining.drain()
    mail.refresh_from_db()
    return mail


def test_it_is_queued_and_waits(application: Application, recruiter: User) -> None:
    mail = written(application, by=recruiter)

    assert (mail.kind, mail.to, mail.subject) == ("free_text", application.email, SUBJECT)
    assert mail.text.startswith(BODY)
    assert (mail.headers, mail.language) == ({"Reply-To": "contact@example.com"}, "en")
    assert (mail.written_by, mail.to_user, mail.revision, mail.occasion) == (recruiter, None, 0, TOKEN)
    assert (mail.scope_kind, mail.scope_id) == ("posting", application.posting_id)
    assert mail.state == State.QUEUED
    assert mail.not_before is not None
    assert mail.not_before - mail.created_at == writing.WAITS
    [entry] = Entry.objects.filter(action="application.written_to")
    assert (entry.object_id, entry.data) == (
        str(application.pk),
        {"mail": mail.pk, "kind": "free_text", "decision": 0},
    )


def test_it_is_held_where_the_letters_of_the_posting_wait(recruiter: User) -> None:
    application = ApplicationFactory(posting=PostingFactory(letters_wait=True))

    assert written(application, by=recruiter).is_held


def test_it_begins_in_the_applicants_language_with_everything_filled_in(recruiter: User) -> None:
    application = ApplicationFactory(name="see http://e <b>", language="da")

    for text in writing.TEXTS:
        subject, body = writing.words(application, text=text, by=recruiter)
        assert "{" not in subject + body
        assert application.code in body
        assert "Rita Recruiter" in body
        assert "http://" not in body  # S49: what an applicant typed becomes no link, though staff send it


def test_typed_braces_and_markup_stay_as_they_are(
    application: Application, recruiter: User, sink: Sink
) -> None:
    """S46: nothing is filled into what a person typed, whatever it looks like."""
    evil = "{name} {{ settings.SECRET_KEY }} {% load x %} {0.__class__} <script>alert(1)</script>"
    mail = sent_by(sink, written(application, by=recruiter, subject=evil, body=evil), by=recruiter)

    [arrived] = sink.accepted
    assert mail.state == State.SENT
    assert arrived.message["Subject"] == evil
    assert arrived.text().startswith(evil)
    assert "<script>" not in arrived.text("html")
    assert "&lt;script&gt;" in arrived.text("html")


@pytest.mark.parametrize(
    "body",
    ["x" * 20_000, "مرحبا أمينة\u202e", ".\n..\nFrom here", "a\tb", "æøå 🚢" * 900],
    ids=["a long line", "right to left", "dots", "tab", "wide"],
)
def test_whatever_was_typed_arrives(application: Application, recruiter: User, sink: Sink, body: str) -> None:
    mail = sent_by(sink, written(application, by=recruiter, body=body), by=recruiter)

    [arrived] = sink.accepted
    assert mail.state == State.SENT
    assert arrived.text().replace("\r\n", "\n").startswith(body)
    assert arrived.message["Reply-To"] == "contact@example.com"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"subject": " \u200b"}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "\n\u00a0\u200e\u2066 \n"}, "body"),
    ],
)
def test_what_says_nothing_is_no_letter(
    application: Application, recruiter: User, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid, match="subject and a text") as refusal:
        written(application, by=recruiter, **typed)

    assert refusal.value.field == field
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("text", sorted(writing.NEED_WORDS))
def test_a_frame_without_words_is_no_letter(application: Application, recruiter: User, text: Text) -> None:
    subject, body = writing.words(application, text=text, by=recruiter)

    with pytest.raises(Invalid, match="only its frame"):
        written(application, by=recruiter, text=text, subject=subject, body=body + "\n ")


def test_a_whole_text_goes_as_it_came(application: Application, recruiter: User) -> None:
    subject, body = writing.words(application, text=Text.STILL_READING, by=recruiter)

    mail = written(application, by=recruiter, text=Text.STILL_READING, subject=subject, body=body)

    assert mail.kind == "still_reading"


def test_a_hidden_character_is_refused(application: Application, recruiter: User) -> None:
    with pytest.raises(DomainError, match="hidden character"):
        written(application, by=recruiter, body="a\x00b")

    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("received", ["still_reading", "applicant_question", "free_text"]),
        ("screening", ["still_reading", "applicant_question", "free_text"]),
        ("assessment", ["still_reading", "next_step", "applicant_question", "free_text"]),
        ("interview", ["next_step", "applicant_question", "free_text"]),
        ("offer", ["next_step", "applicant_question", "free_text"]),
    ],
)
def test_the_stage_says_which_texts_there_are(recruiter: User, kind: str, texts: list[str]) -> None:
    posting = PostingFactory()
    stage = posting.stages.filter(kind=kind).first() or Stage.objects.create(
        posting=posting, kind=kind, name=kind
    )
    application = ApplicationFactory(posting=posting, stage=stage)

    assert writing.offered(application) == texts
    for text in set(writing.TEXTS) - set(texts):
        with pytest.raises(DomainError, match="does not fit"):
            written(application, by=recruiter, text=text)


OURS = ["hired", "reserve", "declined", "rejected"]


@pytest.mark.parametrize("kind", OURS)
def test_an_untold_decision_asks_to_confirm(application: Application, recruiter: User, kind: str) -> None:
    decided(application, kind, by=recruiter)
    before = list(OutgoingMail.objects.values_list("pk", flat=True))

    with pytest.raises(Invalid, match="do not know of the decision") as refusal:
        written(application, by=recruiter)

    assert refusal.value.field == "confirmed"
    assert list(OutgoingMail.objects.values_list("pk", flat=True)) == before
    assert written(application, by=recruiter, confirmed=True).revision == application.decisions.get().pk


@pytest.mark.parametrize("state", ["withdrawn", *(f"{kind}, told" for kind in OURS)])
def test_what_they_know_asks_nothing(application: Application, recruiter: User, state: str) -> None:
    decided(application, state, by=recruiter)

    assert written(application, by=recruiter).kind == "free_text"
    for text in set(writing.TEXTS) - {Text.FREE}:
        with pytest.raises(DomainError, match="does not fit"):
            written(application, by=recruiter, text=text, token="u" * 22)


def test_nobody_writes_to_whom_it_is_contested_by(application: Application, recruiter: User) -> None:
    decided(application, "contested", by=recruiter)

    for text in writing.TEXTS:
        with pytest.raises(DomainError, match="set this application aside"):
            written(application, by=recruiter, text=text, confirmed=True)
    assert not OutgoingMail.objects.exists()


def test_who_saw_an_older_application_is_told_what_happened(
    application: Application, recruiter: User
) -> None:
    moving.move(application, to=application.posting.stages.get(kind="offer"), by=recruiter, version=1)

    with pytest.raises(Conflict, match="moved it to Offer"):
        written(application, by=recruiter, version=1)
    assert not OutgoingMail.objects.exists()


def test_pressing_twice_writes_one_letter(application: Application, recruiter: User) -> None:
    first = written(application, by=recruiter)
    moving.move(application, to=application.posting.stages.get(kind="offer"), by=recruiter, version=1)

    assert written(application, by=recruiter, version=1) == first
    assert Entry.objects.filter(action="application.written_to").count() == 1
    assert writing.from_this_page(application, token=TOKEN) == first


def test_other_words_or_another_page_are_another_letter(application: Application, recruiter: User) -> None:
    letters = {
        written(application, by=recruiter),
        written(application, by=recruiter, body="And another thing."),
    }
    letters.add(written(application, by=recruiter, token="u" * 22))
    letters.add(written(ApplicationFactory(), by=recruiter))

    assert len(letters) == 4


@pytest.mark.parametrize("state", [*OURS, "withdrawn", "contested"])
def test_what_is_decided_meanwhile_stops_it(
    application: Application, recruiter: User, sink: Sink, state: str
) -> None:
    """R13: written for a live application, it says nothing to one that is decided."""
    mail = written(application, by=recruiter)
    decided(application, state, by=recruiter)

    mail = sent_by(sink, mail, by=recruiter)

    assert mail.state == State.CANCELLED
    assert "decided about the application after" in mail.error_in_words
    assert SUBJECT not in [one.message["Subject"] for one in sink.accepted]


def test_an_undone_decision_stops_what_was_written_under_it(
    application: Application, recruiter: User, sink: Sink
) -> None:
    reject(application, reason=ReasonFactory(), by=recruiter, version=1)
    mail = written(application, by=recruiter, confirmed=True)
    undo(Application.objects.get(pk=application.pk), by=recruiter)

    assert sent_by(sink, mail, by=recruiter).state == State.CANCELLED
    assert sink.accepted == []


def test_a_move_does_not_stop_it_nor_does_telling(
    application: Application, recruiter: User, sink: Sink
) -> None:
    moved, told = application, ApplicationFactory()
    first = written(moved, by=recruiter)
    moving.move(moved, to=moved.posting.stages.get(kind="offer"), by=recruiter, version=1)
    decided(told, "rejected", by=recruiter)
    second = written(told, by=recruiter, confirmed=True)
    outbox.cancel(dedupe_key=letter_of(told).dedupe_key, by=recruiter, why="test")
    telling.tell_another_way(told, how="by telephone", by=recruiter, version=2)

    assert sent_by(sink, first, by=recruiter).state == State.SENT
    assert sent_by(sink, second, by=recruiter).state == State.SENT


def test_a_letter_to_an_application_that_is_gone_stops(recruiter: User, sink: Sink) -> None:
    application = ApplicationFactory()
    mail = written(application, by=recruiter)
    Application.objects.filter(pk=application.pk).delete()

    assert sent_by(sink, mail, by=recruiter).state == State.CANCELLED


def test_it_can_be_held_changed_and_cancelled_like_every_letter(
    application: Application, recruiter: User
) -> None:
    mail = outbox.hold(written(application, by=recruiter), by=recruiter)

    changed = outbox.edit(mail, subject="Another", body="{posting}", by=recruiter, version=mail.version)
    assert (changed.subject, changed.written_by) == ("Another", recruiter)
    assert changed.text.startswith("{posting}")
    assert outbox.cancel(dedupe_key=mail.dedupe_key, by=recruiter, why="No.")


def test_a_manager_reads_it_in_the_outbox(application: Application, recruiter: User, manager: User) -> None:
    mail = written(application, by=recruiter)
    assert not OutgoingMail.objects.visible_to(manager).exists()

    application.posting.memberships.create(user=manager)

    stranger = make_user("hiring_manager", "Stranger")
    assert list(OutgoingMail.objects.visible_to(manager)) == [mail]
    assert not OutgoingMail.objects.visible_to(stranger).exists()
