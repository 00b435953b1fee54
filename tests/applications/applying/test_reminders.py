"""Reminders of a deadline: who gets one, when, once, never late. `closed_at` moves the end to the minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from applications.applying import asked_links, links, reminders
from applications.applying.drafts import delete_old
from applications.applying.reminder_letters import deadline_still_ahead, still_unsent, still_waiting
from applications.models import Application, Draft, Link
from core.words import deadline_in_words
from mail import outbox
from mail.models import OutgoingMail
from postings import editing
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import path_in
from tests.applications.applying.noon import zone_where_it_is
from tests.factories import ApplicationFactory, DraftFactory, MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db


def ending_in(hours: float, **fields: Any) -> Posting:
    fields.setdefault("time_zone", zone_where_it_is(12))
    return PostingFactory(closed_at=timezone.now() + timedelta(hours=hours), **fields)


def to_drafts() -> list[str]:
    found = OutgoingMail.objects.filter(kind="deadline_reminder").order_by("pk")
    return [mail.dedupe_key for mail in found]


@pytest.mark.parametrize(
    ("hours", "offset"), [(73, None), (71.9, 72), (24.1, 72), (23.9, 24), (2.1, 24), (1.9, None)]
)
def test_a_draft_is_reminded_72_and_24_hours_before(hours: float, offset: int | None) -> None:
    draft = DraftFactory(posting=ending_in(hours))

    for _ in range(2):
        reminders.remind_all()
    assert to_drafts() == ([f"remind:{draft.pk}:1:{offset}"] if offset else [])


def test_only_unsent_drafts_with_an_address_are_reminded() -> None:
    posting = ending_in(20)
    mine = DraftFactory(posting=posting)
    DraftFactory(posting=posting, email="")
    applied = ApplicationFactory(posting=posting, candidate__email="applied@example.com")
    DraftFactory(posting=posting, email="applied@example.com")
    DraftFactory(posting=posting, submitted_at=timezone.now(), application=applied)
    DraftFactory(posting=ending_in(20, state="draft"))

    reminders.remind_all()
    assert [mail.to for mail in OutgoingMail.objects.filter(kind="deadline_reminder")] == [mine.email]


def test_whoever_withdrew_and_started_again_is_reminded() -> None:
    posting = ending_in(20)
    ApplicationFactory(posting=posting, candidate__email="a@example.com", outcome="withdrawn")
    DraftFactory(posting=posting, email="a@example.com")

    reminders.remind_all()
    assert len(to_drafts()) == 1


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ((12, 20, 59), (12, 20, 59)),
        ((12, 21, 0), (13, 7, 0)),
        ((13, 2, 0), (13, 7, 0)),
        ((13, 6, 59), (13, 7, 0)),
        ((13, 7, 0), (13, 7, 0)),
    ],
)
def test_nobody_is_woken(at: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    posting = Posting(time_zone="Europe/Copenhagen")

    def moment(day: int, hour: int, minute: int) -> datetime:
        return datetime(2027, 3, day, hour, minute, tzinfo=posting.zone)

    assert reminders.by_day(moment(*at), posting) == moment(*due)


@pytest.mark.parametrize(
    ("at", "seven"),
    [
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),  # into summer time
        (datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 10, 31, 6, tzinfo=UTC)),  # out of it
    ],
)
def test_seven_is_seven_on_the_morning_after_a_clock_change(at: datetime, seven: datetime) -> None:
    assert reminders.by_day(at, Posting(time_zone="Europe/Copenhagen")) == seven


def test_a_reminder_due_at_night_waits_for_seven() -> None:
    posting = ending_in(20, time_zone=zone_where_it_is(2))
    DraftFactory(posting=posting)

    reminders.remind_all()
    due = OutgoingMail.objects.get(kind="deadline_reminder").not_before
    assert due is not None
    assert due.astimezone(posting.zone).hour == 7
    assert due > timezone.now()


def test_a_reminder_is_not_written_for_a_morning_that_is_too_late() -> None:
    DraftFactory(posting=ending_in(6, time_zone=zone_where_it_is(2)))  # 7 o'clock is in 4 to 5 hours

    reminders.remind_all()
    assert to_drafts() == []


def reminder() -> OutgoingMail:
    DraftFactory(posting=ending_in(20))
    reminders.remind_all()
    return OutgoingMail.objects.get(kind="deadline_reminder")


def test_a_reminder_goes_while_the_draft_waits() -> None:
    assert still_unsent(reminder()) == ""


def test_a_reminder_opens_its_draft_on_any_device() -> None:
    mail = reminder()
    draft, path = Draft.objects.get(), path_in(mail)

    assert path.startswith(f"/jobs/{draft.posting.slug}/apply/open/")
    assert "http://localhost:8000/my/" in mail.text
    phone = Client()
    assert phone.get(path).status_code == 200
    assert draft.email not in phone.get(applying.url(draft.posting)).text
    assert phone.post(path).status_code == 302
    assert draft.email in phone.get(applying.url(draft.posting)).text


def test_the_link_of_a_reminder_is_between_us_and_its_receiver() -> None:
    """S10: kept as a hash, gone from the row with the end of the mail; the outbox shows the kind only."""
    mail = reminder()
    token = path_in(mail).split("/")[-2]
    link = Link.objects.get()

    assert (mail.secret, mail.title) == (True, "Reminder of a deadline to a draft")
    assert (link.token_hash, link.purpose) == (links.hash_of(token), "draft")
    outbox.cancel(dedupe_key=mail.dedupe_key, by="system", why="Nobody asked.")
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")


def test_a_reminder_is_none_of_the_three_links_an_hour() -> None:
    draft = DraftFactory(posting=ending_in(20))
    for _ in range(4):
        asked_links.send_draft_link(RequestFactory().post("/"), draft)
    reminders.remind_all()
    assert len(to_drafts()) == 1
    assert draft.links.count() == 4


def test_a_draft_that_is_sent_while_the_sweep_runs_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    application = ApplicationFactory(posting=ending_in(20))
    sent = DraftFactory(
        posting=application.posting,
        submitted_at=timezone.now(),
        application=application,
        email="a@example.com",
    )
    monkeypatch.setattr(reminders, "drafts_to_remind", lambda posting, *, hours: [sent])

    reminders.remind_all()
    assert to_drafts() == []
    assert not Link.objects.exists()


def test_a_moved_deadline_cancels_the_reminder_and_makes_a_new_one() -> None:
    mail = reminder()
    Posting.objects.update(deadline_revision=2)

    assert still_unsent(mail) == "The deadline was moved."
    reminders.remind_all()
    assert len(to_drafts()) == 2


def move_deadline(posting: Posting, *, days: int, by: User) -> Posting:
    """By the verb of the desk, to the end of that day where it is noon now."""
    posting.refresh_from_db()
    day = timezone.now().astimezone(posting.zone).date() + timedelta(days=days)
    return editing.save(posting, {"deadline": day}, version=posting.version, by=by)


def waiting_reminders() -> list[OutgoingMail]:
    """What a sender would let go: the guard reads each reason again."""
    mails = OutgoingMail.objects.filter(kind="deadline_reminder").order_by("pk")
    return [mail for mail in mails if not still_unsent(mail)]


@pytest.mark.parametrize(("days", "offset"), [(3, None), (2, 72), (1, 72), (0, 24)])
def test_a_deadline_moved_nearer_reminds_at_the_next_sweep(
    recruiter: User, days: int, offset: int | None
) -> None:
    """c3: noon to the end of the day in three days are 84 hours, in two 60, in one 36, today 12."""
    posting = PostingFactory(time_zone=zone_where_it_is(12))
    draft = DraftFactory(posting=posting)
    reminders.remind_all()
    assert to_drafts() == []

    move_deadline(posting, days=days, by=recruiter)
    for _ in range(2):
        reminders.remind_all()

    assert to_drafts() == ([f"remind:{draft.pk}:2:{offset}"] if offset else [])
    for mail in waiting_reminders():
        posting.refresh_from_db()
        assert deadline_in_words(posting.deadline, posting.time_zone) in mail.text
        assert mail.not_before is not None
        assert mail.not_before <= timezone.now()  # at noon: at once


@pytest.mark.parametrize(
    ("hours", "offset"),
    [(72.02, None), (71.98, 72), (24.02, 72), (23.98, 24), (2.02, 24), (1.98, None)],
)
def test_whoever_was_reminded_is_told_of_the_nearer_deadline_too(hours: float, offset: int | None) -> None:
    """c3: at the edges of what is left after the move; the first reminder counts no more."""
    posting = ending_in(60)
    draft = DraftFactory(posting=posting)
    reminders.remind_all()

    Posting.objects.update(closed_at=timezone.now() + timedelta(hours=hours), deadline_revision=2)
    for _ in range(2):
        reminders.remind_all()

    again = [f"remind:{draft.pk}:2:{offset}"] if offset else []
    assert to_drafts() == [f"remind:{draft.pk}:1:72", *again]
    assert [mail.dedupe_key for mail in waiting_reminders()] == again


def test_a_deadline_moved_there_and_back_reminds_of_the_last_word(recruiter: User) -> None:
    """Nearer, then further away before anything left: nobody hears of it; nearer again: once."""
    posting = PostingFactory(time_zone=zone_where_it_is(12))
    DraftFactory(posting=posting)
    for days in (1, 20):
        move_deadline(posting, days=days, by=recruiter)
        reminders.remind_all()
    assert len(to_drafts()) == 1
    assert waiting_reminders() == []

    move_deadline(posting, days=2, by=recruiter)
    reminders.remind_all()
    assert [(mail.revision, mail.occasion) for mail in waiting_reminders()] == [(4, "72")]


def test_a_deadline_moved_nearer_at_night_is_told_in_the_morning(recruiter: User) -> None:
    posting = PostingFactory(time_zone=zone_where_it_is(2))
    DraftFactory(posting=posting)

    move_deadline(posting, days=1, by=recruiter)
    reminders.remind_all()

    due = waiting_reminders()[0].not_before
    assert due is not None
    assert due.astimezone(posting.zone).hour == 7
    assert due - timezone.now() < timedelta(hours=6)


@pytest.mark.parametrize("what", ["deleted", "closed", "applied"])
def test_a_reminder_whose_reason_is_gone_is_cancelled(what: str) -> None:
    mail = reminder()
    draft = Draft.objects.get()
    if what == "deleted":
        draft.delete()
    elif what == "closed":
        Posting.objects.update(closed_at=timezone.now())
    else:
        ApplicationFactory(posting=draft.posting, candidate__email=draft.email)

    assert still_unsent(mail) != ""


def test_the_team_is_told_three_days_before(recruiter, manager, outsider, interviewer) -> None:
    posting = ending_in(71)
    MembershipFactory(posting=posting, user=manager)
    ApplicationFactory(posting=posting)
    DraftFactory(posting=posting)
    ending_in(73)

    for _ in range(2):
        reminders.remind_all()
    mails = OutgoingMail.objects.filter(kind="team_deadline")
    assert {mail.to for mail in mails} == {recruiter.email, manager.email}
    assert len(mails) == 2
    assert "Received: 1\nDrafts not sent yet: 1" in mails[0].text
    assert deadline_still_ahead(mails[0]) == ""
    Posting.objects.update(deadline_revision=2)
    assert deadline_still_ahead(mails[0]) != ""


@pytest.mark.parametrize("hours", [71, 3])
def test_the_team_is_told_the_deadline_and_no_count_of_days(recruiter: User, hours: float) -> None:
    """A posting that was opened late, or whose deadline was moved, has less than three days left."""
    posting = ending_in(hours, title="Head of IT")
    reminders.remind_all()

    mail, day = (
        OutgoingMail.objects.get(kind="team_deadline"),
        deadline_in_words(posting.deadline, posting.time_zone),
    )
    assert mail.subject == f"Closes on {day}: Head of IT"
    assert f"Head of IT closes on {day}." in mail.text


def test_a_week_of_waiting_is_told_once_a_day(recruiter) -> None:
    old = timezone.now() - timedelta(days=7, minutes=1)
    waiting = ApplicationFactory(submitted_at=old)
    ApplicationFactory(posting=waiting.posting, submitted_at=old)
    ApplicationFactory(submitted_at=timezone.now() - timedelta(days=6, hours=23))

    for _ in range(2):
        reminders.remind_all()
    mail = OutgoingMail.objects.get(kind="team_waiting")
    assert mail.to == recruiter.email
    assert "since: 2." in mail.text
    assert still_waiting(mail) == ""
    Application.objects.filter(posting=waiting.posting).update(
        stage=waiting.posting.stages.get(kind="screening")
    )
    assert still_waiting(mail) != ""


@pytest.mark.parametrize(("hours", "left"), [(47.9, 1), (48.1, 0)])
def test_drafts_go_48_hours_after_the_deadline(hours: float, left: int) -> None:
    """S41: with their files; what was sent stays."""
    application = ApplicationFactory()
    DraftFactory(posting=PostingFactory(closed_at=timezone.now() - timedelta(hours=hours)))
    DraftFactory(
        posting=PostingFactory(closed_at=timezone.now() - timedelta(hours=hours)),
        submitted_at=timezone.now(),
        application=application,
    )
    DraftFactory()

    delete_old()
    assert Draft.objects.count() == 2 * left + 1
    assert Application.objects.exists()


def test_drafts_of_a_posting_without_an_end_stay() -> None:
    DraftFactory(posting=PostingFactory(state="draft", deadline=None, opens_at=None))

    delete_old()
    assert Draft.objects.count() == 1
