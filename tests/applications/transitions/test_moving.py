"""Moving back: a slip is taken back by whoever sees it, as long as nobody has gone on from there."""

from datetime import timedelta

import pytest

from accounts.models import User
from applications.models import Application
from applications.transitions import moving
from audit.models import Entry
from core.errors import Conflict, DomainError
from postings.models import Stage
from tests.decisions import reject
from tests.factories import ApplicationFactory, ReasonFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db


def moved(application: Application, kind: str, *, by: User) -> Application:
    to = application.posting.stages.get(kind=kind)
    return moving.move(application, to=to, by=by, version=application.version)


def test_it_stands_where_it_stood_and_for_as_long(recruiter: User, manager: User) -> None:
    first = moved(ApplicationFactory(), Stage.Kind.SCREENING, by=recruiter)
    Application.objects.filter(pk=first.pk).update(stage_since=first.stage_since - timedelta(days=3))
    first.transitions.filter(version=2).update(at=first.stage_since - timedelta(days=3))
    second = moved(Application.objects.get(pk=first.pk), Stage.Kind.OFFER, by=recruiter)

    back = moving.undo(second, by=manager, version=3)

    assert (back.stage.kind, back.version) == ("screening", 4)
    assert back.stage_since == first.stage_since - timedelta(days=3)
    last = back.transitions.first()
    assert last is not None
    assert last.undoes == back.transitions.get(version=3)
    assert last.sentence == f"{manager.name} moved it back to Screening"
    assert Entry.objects.filter(action="application.move_undone").count() == 1


def test_back_to_where_it_came_in_it_has_stood_since_then(recruiter: User) -> None:
    application = ApplicationFactory()
    there = moved(application, Stage.Kind.INTERVIEW, by=recruiter)

    assert moving.undo(there, by=recruiter, version=2).stage_since == application.submitted_at


def test_doing_it_twice_does_it_once(recruiter: User) -> None:
    there = moved(ApplicationFactory(), Stage.Kind.SCREENING, by=recruiter)

    moving.undo(there, by=recruiter, version=2)
    again = moving.undo(there, by=recruiter, version=2)

    assert (again.stage.kind, again.version) == ("received", 3)
    assert again.transitions.count() == 2


def test_once_somebody_went_on_from_there_it_stays(recruiter: User, manager: User) -> None:
    there = moved(ApplicationFactory(), Stage.Kind.SCREENING, by=recruiter)
    moved(there, Stage.Kind.INTERVIEW, by=manager)

    with pytest.raises(Conflict, match=f"{manager.name} moved it to Interview"):
        moving.undo(there, by=recruiter, version=2)

    assert Application.objects.get().stage.kind == "interview"


def test_a_decision_is_not_undone_as_a_move(recruiter: User) -> None:
    decided = reject(ApplicationFactory(), reason=ReasonFactory(), by=recruiter, version=1)

    with pytest.raises(DomainError, match="That was no move"):
        moving.undo(decided, by=recruiter, version=2)


@pytest.mark.django_db(transaction=True)
def test_of_a_move_onwards_and_one_back_at_once_one_wins(recruiter: User, manager: User) -> None:
    """C5"""
    there = moved(ApplicationFactory(), Stage.Kind.SCREENING, by=recruiter)
    onwards = there.posting.stages.get(kind=Stage.Kind.INTERVIEW)

    answers = at_once(
        lambda: moving.undo(there, by=recruiter, version=2),
        lambda: moving.move(there, to=onwards, by=manager, version=2),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Application", "Conflict"]
    assert Application.objects.get().version == 3
