"""What the database itself keeps of decisions, and the words by which they are asked for."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Decision
from applications.transitions import deciding
from tests.decisions import reject
from tests.factories import (
    ApplicationFactory,
    DecisionFactory,
    PostingFactory,
    ReasonFactory,
    many_applications,
)
from tests.without import without_trigger

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def decision(recruiter: User) -> Decision:
    """A rejection that stands; nobody was told."""
    made = reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1)
    return made.decisions.get()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "score"}, "decision_kind_known"),
        ({"kind": "hired"}, "decision_reason_where_one_is_taken"),
        ({"told_how": "by telephone"}, "decision_told_whole"),
        ({"told_at": NOW, "told_how": "by telephone"}, "decision_told_whole"),
        ({"told_at": NOW, "undone_at": NOW}, "decision_told_is_not_undone"),
        ({"kind": "withdrawn", "reason": None}, "decision_of_theirs_is_told"),
        ({"kind": "contested", "reason": None}, "decision_of_theirs_is_told"),
    ],
)
def test_the_database_keeps_it_whole(decision: Decision, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**fields)


def test_whoever_undid_it_stands_with_the_time(decision: Decision, recruiter: User) -> None:
    with pytest.raises(IntegrityError, match="decision_undone_whole"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(undone_by=recruiter)


def test_whoever_told_them_says_how(decision: Decision, recruiter: User) -> None:
    with pytest.raises(IntegrityError, match="decision_told_whole"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(told_at=NOW, told_by=recruiter)


def test_one_stands(decision: Decision) -> None:
    with pytest.raises(IntegrityError, match="decision_one_stands"), transaction.atomic():
        DecisionFactory(application=decision.application)


LIES: dict[str, Any] = {
    "an outcome without a decision": lambda live, decided: live.update(outcome="rejected"),
    "an outcome that is gone": lambda live, decided: decided.update(outcome=""),
    "another outcome": lambda live, decided: decided.update(outcome="hired"),
    "another decision": lambda live, decided: Decision.objects.update(kind="declined", reason=None),
    "a decision undone alone": lambda live, decided: Decision.objects.update(undone_at=NOW),
    "a decision made alone": lambda live, decided: DecisionFactory(application=live.get()),
    "a decision deleted": lambda live, decided: delete_decisions(),
    "a decision moved": lambda live, decided: Decision.objects.update(application=live.get()),
    "an application born with one": lambda live, decided: copy_of(decided.get(), code="COPY2345"),
}


def delete_decisions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applications_transition SET decision_id = NULL")
        cursor.execute("DELETE FROM applications_decision")


def copy_of(application: Application, *, code: str) -> None:
    application.pk, application.code, application.posting = None, code, PostingFactory()
    application.save()


def two(decision: Decision) -> tuple["QuerySet[Application]", "QuerySet[Application]"]:
    """One without an outcome, and the rejected one."""
    live = ApplicationFactory()
    return Application.objects.filter(pk=live.pk), Application.objects.filter(pk=decision.application_id)


@pytest.mark.parametrize("lie", LIES)
def test_an_outcome_is_that_of_its_decision(transactional_db: None, decision: Decision, lie: str) -> None:
    """Whatever writes it, the commit is refused and nothing of it stays."""
    live, decided = two(decision)
    before = list(Application.objects.order_by("pk").values_list("pk", "outcome"))

    with (
        pytest.raises(IntegrityError, match="is not that of its decision") as refusal,
        transaction.atomic(),
    ):
        LIES[lie](live, decided)

    cause: Any = refusal.value.__cause__
    assert cause.diag.constraint_name == "application_outcome_is_true"
    assert list(Application.objects.order_by("pk").values_list("pk", "outcome")) == before
    assert Decision.objects.filter(undone_at=None, kind="rejected").count() == 1


def test_within_a_transaction_either_may_come_first(transactional_db: None) -> None:
    application = ApplicationFactory()

    with transaction.atomic():
        Application.objects.update(outcome="hired")
        DecisionFactory(application=application, kind="hired")

    assert Application.objects.get().decision == Decision.objects.get()


@pytest.mark.parametrize("lie", LIES)
def test_without_the_trigger_the_lie_stays(transactional_db: None, decision: Decision, lie: str) -> None:
    """The control run."""
    live, decided = two(decision)

    with (
        without_trigger(Application, "application_outcome_is_true"),
        without_trigger(Decision, "decision_outcome_is_true"),
        transaction.atomic(),
    ):
        LIES[lie](live, decided)

    said = {row.pk: row.outcome for row in Application.objects.all()}
    decided_so = dict(Decision.objects.standing().values_list("application", "kind"))
    assert any(outcome != decided_so.get(pk, "") for pk, outcome in said.items())


def plan(rows: "QuerySet[Any]") -> str:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, applications_decision, mail_outgoingmail")
    return rows.explain()


@pytest.fixture
def two_thousand(recruiter: User) -> None:
    """Nearly all of them decided and told."""
    rows = many_applications(2000, posting=PostingFactory())
    Decision.objects.bulk_create(
        DecisionFactory.build(application=row, told_at=NOW if number else None)
        for number, row in enumerate(rows)
    )
    Application.objects.update(outcome="rejected")


def test_who_is_untold_is_found_by_an_index(two_thousand: None) -> None:
    assert Application.objects.untold().count() == 1
    assert "decision_not_told" in plan(Application.objects.untold())


def test_the_decision_comes_with_its_row(decision: Decision, django_assert_num_queries: Any) -> None:
    live, again = ApplicationFactory(), reject_anew(decision)

    with django_assert_num_queries(1):
        rows = {row.pk: row.decision for row in Application.objects.with_decision()}
        assert rows == {live.pk: None, decision.application_id: again}

    row = Application.objects.with_decision().get(outcome="rejected")
    deciding.undo(again, by="system")
    row.refresh_from_db()
    assert row.decision is None


def reject_anew(decision: Decision) -> Decision:
    by = decision.by
    assert by
    row = deciding.undo(decision, by=by)
    row = reject(row, reason=ReasonFactory(), by=by, version=row.version)
    return row.decisions.standing().get()
