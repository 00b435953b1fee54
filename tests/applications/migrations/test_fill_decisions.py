"""A database of the version before decisions were rows, and back: nothing of what was decided is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from postings.models import Posting, Reason
from tests.factories import CandidateFactory, PostingFactory, ReasonFactory, StoredFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, FILLED = "0005_screening_leaves", "0009_outcome_is_true"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = [
    "outcome",
    "reason_id",
    "outcome_at",
    "decision_no",
    "told_at",
    "told_by_id",
    "told_how",
    "version",
]


def migrate(name: str) -> Any:
    """The models as they were then, beside those of the other apps as they are."""
    executor = MigrationExecutor(connection)
    others = [
        node for node in executor.loader.graph.leaf_nodes() if node[0] in {"mail", "postings", "accounts"}
    ]
    executor.migrate([("applications", name)])
    executor = MigrationExecutor(connection)
    return executor.loader.project_state([("applications", name), *others]).apps


@pytest.fixture(autouse=True)
def _back_at_the_end(transactional_db: None) -> Iterator[None]:
    yield
    to_the_newest()


def to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


class Old:
    """Rows as the version before wrote them, an hour between two steps."""

    def __init__(self, apps: Any, *, posting: Posting, reason: Reason, by: User) -> None:
        self.Application = apps.get_model("applications", "Application")
        self.Transition = apps.get_model("applications", "Transition")
        self.OutgoingMail = apps.get_model("mail", "OutgoingMail")
        self.posting, self.reason, self.by = posting, reason, by

    def application(self, name: str, **fields: Any) -> Any:
        candidate = CandidateFactory()
        return self.Application.objects.create(
            code=name, posting_id=self.posting.pk, candidate_id=candidate.pk, name=name, email=candidate.email,
            cv_id=StoredFileFactory().pk, submitted_at=START, stage_since=START, deadline_used=START + timedelta(days=9),
            stage_id=self.posting.stages.get(kind="received").pk, **fields,
        )  # fmt: skip

    def step(self, row: Any, to: str, *, by: User | None, undoes: Any = None, **fields: Any) -> Any:
        """One transition of the outcome, with the row brought along."""
        at = START + timedelta(hours=row.version)
        row.version += 1
        made = self.Transition.objects.create(
            application=row, at=at, by_id=by.pk if by else None, from_stage_id=row.stage_id, to_stage_id=row.stage_id,
            from_outcome=row.outcome, to_outcome=to, version=row.version, undoes=undoes, **fields,
        )  # fmt: skip
        row.outcome, row.outcome_at = to, at if to else None
        row.reason_id = self.reason.pk if to == "rejected" else None
        row.decision_no += to == "rejected"
        row.save()
        return made

    def reject(self, row: Any, *, letter: str) -> Any:
        made = self.step(row, "rejected", by=self.by, reason_id=self.reason.pk, comment="Too far away")
        self.mail(f"reject:{row.pk}:{row.decision_no}", state=letter, kind="rejection")
        return made

    def mail(self, key: str, *, state: str, kind: str) -> None:
        now = timezone.now()
        times: dict[str, Any] = {
            "queued": {"not_before": now},
            "sent": {"dot_at": now, "sent_at": START + timedelta(days=1), "ended_at": now, "not_before": now},
            "cancelled": {"ended_at": now},
        }
        self.OutgoingMail.objects.create(
            kind=kind, dedupe_key=key, to="amina@example.com", from_address="jobs@example.com",
            subject="S", message_id=f"<{key}@example.com>", state=state, **times[state],
        )  # fmt: skip

    def withdraw(self, row: Any) -> None:
        self.step(row, "withdrawn", by=None)
        self.mail(f"withdrawn:{row.pk}:{row.version}", state="sent", kind="withdrawn")


def fill(old: Old) -> None:
    old.application("LIVE")
    old.reject(old.application("WAITS"), letter="queued")
    old.reject(old.application("SENT"), letter="sent")
    called = old.application("CALLED")
    old.reject(called, letter="cancelled")
    called.told_at, called.told_by_id, called.told_how = START + timedelta(days=2), old.by.pk, "by telephone"
    called.save()
    again = old.application("AGAIN")
    first = old.reject(again, letter="cancelled")
    old.step(again, "", by=old.by, undoes=first)
    undone = old.application("UNDONE")
    old.step(undone, "", by=old.by, undoes=old.reject(undone, letter="cancelled"))
    old.reject(again, letter="sent")
    overtaken = old.application("OVERTOOK")
    old.reject(overtaken, letter="cancelled")
    old.withdraw(overtaken)
    old.withdraw(old.application("LEFT"))
    old.application("BYHAND", outcome="hired", outcome_at=START)
    old.application("BARE", outcome="rejected", outcome_at=START, reason_id=old.reason.pk)


def of(apps: Any, code: str) -> list[dict[str, Any]]:
    """Its decisions, oldest first, as far as two runs can be compared."""
    decisions = apps.get_model("applications", "Decision").objects.filter(application__code=code)
    return [
        {
            "kind": one.kind,
            "reason": bool(one.reason_id),
            "comment": one.comment,
            "by": one.by_id,
            "hour": (one.at - START).total_seconds() / 3600,
            "undone": one.undone_at and (one.undone_at - START).total_seconds() / 3600,
            "undone_by": one.undone_by_id,
            "told": one.told_at and (one.told_at - START).total_seconds() / 3600,
            "told_by": one.told_by_id,
            "how": one.told_how,
            "letter": one.letter.state if one.letter else "",
            "replaces": one.replaces.kind if one.replaces else "",
            "moves": one.transitions.count(),
        }
        for one in decisions.order_by("at", "pk")
    ]  # fmt: skip


def decision(kind: str, hour: float, **more: Any) -> dict[str, Any]:
    bare = {
        "reason": False, "comment": "", "by": None, "undone": None, "undone_by": None, "told": None, "told_by": None,
        "how": "", "letter": "", "replaces": "", "moves": 1,
    }  # fmt: skip
    return {"kind": kind, "hour": hour, **bare, **more}


def everything(apps: Any) -> dict[str, list[dict[str, Any]]]:
    codes = apps.get_model("applications", "Application").objects.values_list("code", flat=True)
    return {code: of(apps, code) for code in codes}


def test_each_decision_becomes_a_row_and_a_column_again(recruiter: User) -> None:
    posting, reason = PostingFactory(), ReasonFactory()
    then = migrate(BEFORE)
    fill(Old(then, posting=posting, reason=reason, by=recruiter))
    rows = list(
        then.get_model("applications", "Application").objects.order_by("code").values("code", *COLUMNS)
    )
    moves = list(then.get_model("applications", "Transition").objects.order_by("pk").values())
    keys = set(then.get_model("mail", "OutgoingMail").objects.values_list("dedupe_key", flat=True))

    now = migrate(FILLED)

    rejected = {"reason": True, "comment": "Too far away", "by": recruiter.pk}
    expected = {
        "LIVE": [],
        "WAITS": [decision("rejected", 1, letter="queued", **rejected)],
        "SENT": [decision("rejected", 1, letter="sent", told=24, **rejected)],
        "CALLED": [
            decision(
                "rejected", 1, letter="cancelled", told=48, told_by=recruiter.pk, how="by telephone", **rejected
            )
        ],
        "AGAIN": [
            decision("rejected", 1, letter="cancelled", undone=2, undone_by=recruiter.pk, moves=2, **rejected),
            decision("rejected", 3, letter="sent", told=24, **rejected),
        ],
        "UNDONE": [
            decision("rejected", 1, letter="cancelled", undone=2, undone_by=recruiter.pk, moves=2, **rejected)
        ],
        "OVERTOOK": [
            decision("rejected", 1, letter="cancelled", undone=2, **rejected),
            decision("withdrawn", 2, letter="sent", told=2, replaces="rejected"),
        ],
        "LEFT": [decision("withdrawn", 1, letter="sent", told=1)],
        "BYHAND": [decision("hired", 0, told=0, moves=0)],
        "BARE": [decision("rejected", 0, reason=True, moves=0)],
    }  # fmt: skip
    assert everything(now) == expected

    then = migrate(BEFORE)
    assert list(
        then.get_model("applications", "Application").objects.order_by("code").values("code", *COLUMNS)
    ) == [{**row, "decision_no": 1} if row["code"] == "BARE" else row for row in rows]
    assert list(then.get_model("applications", "Transition").objects.order_by("pk").values()) == moves
    assert set(then.get_model("mail", "OutgoingMail").objects.values_list("dedupe_key", flat=True)) == keys

    assert everything(migrate(FILLED)) == expected


def test_a_letter_has_its_decision_when_it_is_sent_after_the_change(recruiter: User) -> None:
    """Its key is of the version before; what is told when it goes is the decision's."""
    then = migrate(BEFORE)
    old = Old(then, posting=PostingFactory(), reason=ReasonFactory(), by=recruiter)
    old.reject(old.application("WAITS"), letter="queued")

    to_the_newest()

    from applications.models import Decision
    from mail import kinds
    from mail.models import OutgoingMail

    letter = OutgoingMail.objects.get()
    kind = kinds.get(letter.kind)
    assert kind.guard
    assert kind.when_sent
    assert kind.guard(letter) == ""
    now = timezone.now()
    OutgoingMail.objects.update(state="sent", dot_at=now, sent_at=now, ended_at=now)
    kind.when_sent(letter)
    assert Decision.objects.get().told_at == now
