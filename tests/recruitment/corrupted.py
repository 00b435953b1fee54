"""What each sweep takes care of: three of a kind, a way to corrupt one of them, and to repair it."""

import os
import time
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F, Model
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone

from applications import tasks as applications_tasks
from applications.models import Decision, Draft
from files import store
from files import tasks as files_tasks
from files.models import StoredFile
from files.uploading import take
from interviews import tasks as interviews_tasks
from interviews.models import Interview
from mail import claiming, draining
from mail import tasks as mail_tasks
from mail.models import OutgoingMail
from tests import decisions
from tests.conftest import make_user
from tests.corruption import LaterRule, OneColumn, sql
from tests.factories import ApplicationFactory, DraftFactory, PostingFactory, ReasonFactory, mark_sent
from tests.files.corpus import sample
from tests.files.scanner import Scanner
from tests.interviews.plans import booked
from tests.mail.kinds import queued

NOWHERE = "CEST"  # a zone to PostgreSQL, and none to Python


def zone_at_noon() -> str:
    return f"Etc/GMT{timezone.now().astimezone(UTC).hour - 12:+d}"  # the sign is the other way round


def mailed(thing: Model, kind: str) -> bool:
    return OutgoingMail.objects.about(thing).filter(kind=kind).exists()


class RemindersOfInterviews(OneColumn):
    column, wrong = "time_zone", NOWHERE

    def make(self) -> list[Any]:
        soon = timezone.now() + timedelta(hours=20)
        made = [
            booked(ApplicationFactory(), make_user("hiring_manager", f"Manager {n}"), starts_at=soon)
            for n in range(3)
        ]
        Interview.objects.update(changed_at=F("changed_at") - timedelta(days=9))
        return made

    def run(self) -> None:
        interviews_tasks.remind()

    def is_done(self, thing: Any) -> bool:
        return mailed(thing, "interview_reminder")


class InterviewsOfTheTold(OneColumn):
    column, wrong = "time_zone", NOWHERE

    def make(self) -> list[Any]:
        recruiter, made = make_user("recruiter", "Rita"), []
        for n in range(3):
            application = ApplicationFactory()
            made.append(booked(application, make_user("hiring_manager", f"Manager {n}")))
            decisions.reject(application, reason=ReasonFactory(), by=recruiter, version=1)
            mark_sent(OutgoingMail.objects.about(application))
        return made

    def run(self) -> None:
        interviews_tasks.follow_decisions()

    def is_done(self, thing: Any) -> bool:
        return not Interview.objects.get(pk=thing.pk).is_live


class DecisionsBehindTheirLetters(LaterRule):
    column = "comment"

    def make(self) -> list[Any]:
        recruiter = make_user("recruiter", "Rita")
        for _ in range(3):
            decisions.reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1)
        now = timezone.now()
        OutgoingMail.objects.update(state="sent", dot_at=now, sent_at=now, ended_at=now)
        return list(Decision.objects.order_by("id"))

    def run(self) -> None:
        applications_tasks.catch_up_telling()

    def is_done(self, thing: Any) -> bool:
        return Decision.objects.get(pk=thing.pk).told_at is not None


class RemindersOfDrafts(OneColumn):
    column, wrong = "email", "no address"

    def make(self) -> list[Any]:
        closed_at = timezone.now() + timedelta(hours=60)
        posting = PostingFactory(closed_at=closed_at, time_zone=zone_at_noon())
        return [DraftFactory(posting=posting) for _ in range(3)]

    def run(self) -> None:
        applications_tasks.remind()

    def is_done(self, thing: Any) -> bool:
        return mailed(thing, "deadline_reminder")


class PostingsOfReminders(OneColumn):
    """Whose zone is broken loses its own reminders, drafts and team alike, and nobody else's."""

    column, wrong = "time_zone", NOWHERE

    def make(self) -> list[Any]:
        make_user("recruiter", "Rita")
        closed_at = timezone.now() + timedelta(hours=60)
        made = [PostingFactory(closed_at=closed_at, time_zone=zone_at_noon()) for _ in range(3)]
        for posting in made:
            DraftFactory(posting=posting)
        return made

    def run(self) -> None:
        applications_tasks.remind()

    def is_done(self, thing: Any) -> bool:
        told = mailed(thing, "team_deadline")
        assert told == mailed(thing.drafts.get(), "deadline_reminder")
        return told


class TeamsOfADeadline(OneColumn):
    column, wrong = "email", "no address"

    def make(self) -> list[Any]:
        self.posting = PostingFactory(
            closed_at=timezone.now() + timedelta(hours=60), time_zone=zone_at_noon()
        )
        return [make_user("recruiter", f"Recruiter {n}") for n in range(3)]

    def run(self) -> None:
        applications_tasks.remind()

    def is_done(self, thing: Any) -> bool:
        return OutgoingMail.objects.about(self.posting).filter(kind="team_deadline", to_user=thing).exists()


class TeamsOfTheWaiting(OneColumn):
    column, wrong = "time_zone", NOWHERE

    def make(self) -> list[Any]:
        make_user("recruiter", "Rita")
        closed_at = timezone.now() - timedelta(days=1)
        made = [PostingFactory(closed_at=closed_at, time_zone=zone_at_noon()) for _ in range(3)]
        for posting in made:
            ApplicationFactory(posting=posting, submitted_at=timezone.now() - timedelta(days=8))
        return made

    def run(self) -> None:
        applications_tasks.remind()

    def is_done(self, thing: Any) -> bool:
        return mailed(thing, "team_waiting")


class OldDrafts:
    """Another program's table holds on to the draft, so that it cannot be deleted."""

    def make(self) -> list[Any]:
        return [
            DraftFactory(posting=PostingFactory(closed_at=timezone.now() - timedelta(hours=49)))
            for _ in range(3)
        ]

    def corrupt(self, thing: Any) -> None:
        sql("CREATE TABLE foreign_notes (draft bigint REFERENCES applications_draft)")
        sql("INSERT INTO foreign_notes VALUES (%s)", thing.pk)

    def repair(self, thing: Any) -> None:
        sql("DELETE FROM foreign_notes")

    def run(self) -> None:
        applications_tasks.delete_old_drafts()

    def is_done(self, thing: Any) -> bool:
        return not Draft.objects.filter(pk=thing.pk).exists()


class FilesToRead(OneColumn):
    """A key that leads out of the store."""

    column, wrong = "key", "/dead/beef"

    def make(self) -> list[Any]:
        return [take(sample("s35").upload()) for _ in range(3)]

    def repair(self, thing: Any) -> None:
        super().repair(thing)
        StoredFile.objects.filter(pk=thing.pk).update(lease_until=Now() - timedelta(minutes=1))

    def run(self) -> None:
        files_tasks.sweep()

    def is_done(self, thing: Any) -> bool:
        return StoredFile.objects.get(pk=thing.pk).reading == StoredFile.Reading.READ


class FilesToScan(OneColumn):
    column, wrong = "key", "/dead/beef"

    def make(self) -> list[Any]:
        made = [take(sample("s35").upload()) for _ in range(3)]
        StoredFile.objects.update(scan=StoredFile.Scan.WAITING)
        return made

    def run(self) -> None:
        with override_settings(CLAMD_URL=""), Scanner(settings):
            files_tasks.scan()

    def is_done(self, thing: Any) -> bool:
        return StoredFile.objects.get(pk=thing.pk).scan == StoredFile.Scan.CLEAN


class FilesOfNobody:
    """A folder stands where a file should."""

    def make(self) -> list[Any]:
        return [store.keep(b"nobody's") for _ in range(3)]

    def corrupt(self, thing: str) -> None:
        place = self._place(thing)
        place.unlink()
        place.mkdir()
        self._age()

    def repair(self, thing: str) -> None:
        self._place(thing).rmdir()
        self._place(thing).write_bytes(b"nobody's")
        self._age()

    def run(self) -> None:
        files_tasks.tidy()

    def is_done(self, thing: str) -> bool:
        return not self._place(thing).exists()

    def _place(self, key: str) -> Path:
        return Path(default_storage.path(key))

    def _age(self) -> None:
        for path in self._place("").glob("*/*"):
            os.utime(path, (time.time() - 3 * 86_400,) * 2)


class MailsLeftBehind(LaterRule):
    column = "about_kind"

    def make(self) -> list[Any]:
        made = [queued(f"left:{n}") for n in range(3)]
        while claiming.claim():
            pass
        OutgoingMail.objects.update(lease_until=Now() - timedelta(minutes=1))
        return made

    def run(self) -> None:
        draining.take_back()

    def is_done(self, thing: Any) -> bool:
        return OutgoingMail.objects.get(pk=thing.pk).state == OutgoingMail.State.QUEUED


class MailsToSend(OneColumn):
    """It was tried as often as the column can count, and stands before all others."""

    column, wrong = "attempt", 2**31 - 1

    def make(self) -> list[Any]:
        return [queued(f"due:{n}") for n in range(3)]

    def run(self) -> None:
        mail_tasks.sweep()

    def is_done(self, thing: Any) -> bool:
        return OutgoingMail.objects.get(pk=thing.pk).state == OutgoingMail.State.SENT


SWEEPS = [
    RemindersOfInterviews, InterviewsOfTheTold, DecisionsBehindTheirLetters, RemindersOfDrafts,
    PostingsOfReminders, TeamsOfADeadline, TeamsOfTheWaiting, OldDrafts, FilesToRead, FilesToScan,
    FilesOfNobody, MailsLeftBehind, MailsToSend,
]  # fmt: skip
