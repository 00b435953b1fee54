"""R1: whatever breaks inside a verb, and wherever: rows, history, audit and mails are as they were."""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import people
from applications.applying import drafts, submitting
from applications.models import Draft
from applications.transitions import deciding, moving
from interviews import booking
from mail import outbox
from postings import editing, publishing
from screening import notes, proposals
from tests import decisions
from tests.factories import DraftFactory, StoredFileFactory
from tests.interviews.plans import at, plan
from tests.recruitment.asking import WRITE, every_row
from tests.recruitment.matrix import INTERVIEWER, MEMBER, RECRUITER
from tests.world import World

pytestmark = pytest.mark.django_db
Verb = Callable[[World], Any]


class Broken(Exception):
    """As if the process had met its end, or the database a full disk."""


def whole(world: World, email: str, **fields: Any) -> Draft:
    return DraftFactory(
        posting=world.here,
        email=email,
        email_key=email,
        cv=StoredFileFactory(),
        steps_done=["details", "background", "cv"],
        **fields,
    )


def submit(world: World) -> Any:
    return submitting.submit(Draft.objects.get(name="Whole").pk, slug="here")


def submit_again(world: World) -> Any:
    return submitting.submit(Draft.objects.get(name="Again").pk, slug="here")


def move(world: World) -> Any:
    to = world.here.stages.get(kind="screening")
    return moving.move(world.application_a, to=to, by=world.staff[RECRUITER], version=1)


def reject(world: World) -> Any:
    return decisions.reject(world.application_a, reason=world.reason, by=world.staff[RECRUITER], version=1)


def book(world: World) -> Any:
    days = plan(world.staff[MEMBER], world.staff[INTERVIEWER], starts_at=at(12, 10))
    return booking.book(world.application_a, plan=days, by=world.staff[MEMBER])


def move_interview(world: World) -> Any:
    panel = plan(world.staff[MEMBER], world.staff[INTERVIEWER], starts_at=at(13, 10))
    return booking.move(world.interview_a, plan=panel, by=world.staff[MEMBER], version=0)


VERBS: dict[str, Verb] = {
    "submit": submit,
    "submit again": submit_again,
    "move": move,
    "reject": reject,
    "undo": lambda world: decisions.undo(world.rejected_a, by=world.staff[RECRUITER]),
    "withdraw": lambda world: deciding.withdraw(world.application_a),
    "withdraw a rejected one": lambda world: deciding.withdraw(world.rejected_a),
    "propose": lambda world: proposals.propose(
        world.application_a, reason=world.reason, by=world.staff[MEMBER]
    ),
    "decline": lambda world: proposals.decline(world.proposal_a, by=world.staff[RECRUITER]),
    "note": lambda world: notes.note(world.application_a, body="Reads well.", by=world.staff[MEMBER]),
    "book": book,
    "move interview": move_interview,
    "cancel interview": lambda world: booking.cancel(world.interview_a, by=world.staff[MEMBER]),
    "release": lambda world: outbox.release(world.mail_a, by=world.staff[RECRUITER]),
    "cancel mail": lambda world: outbox.cancel(
        dedupe_key=world.mail_a.dedupe_key, by=world.staff[RECRUITER], why="Not needed"
    ),
    "invite": lambda world: people.invite(
        name="Nadia New", email="nadia@example.com", role="interviewer", by=world.staff[RECRUITER]
    ),
    "close posting": lambda world: publishing.close(world.here, by=world.staff[RECRUITER]),
    "set team": lambda world: editing.save(
        world.here, team=[world.staff[MEMBER]], version=world.here.version, by=world.staff[RECRUITER]
    ),
    "delete draft": lambda world: drafts.delete(world.draft_a),
}


@pytest.fixture
def world(db: None) -> World:
    made = World().whole()
    whole(made, "new@example.com", name="Whole")
    whole(made, made.application_a.candidate.email_key, name="Again")
    return made


def break_after(number: int, verb: Verb, world: World) -> int:
    """Let the verb break after its write `number`, counted from 1; how many it got done. 0: never breaks."""
    done = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        answer = execute(sql, params, many, context)
        if WRITE.match(sql):
            done += 1
            if done == number:
                raise Broken
        return answer

    with suppress(Broken), connection.execute_wrapper(count):
        verb(world)
    return done


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_that_breaks_has_done_nothing(name: str, world: World) -> None:
    """A variant for each write of each verb."""
    verb, before = VERBS[name], every_row()
    with transaction.atomic():
        writes = break_after(0, verb, world)
        assert every_row() != before
        transaction.set_rollback(True)
    rings = len(connection.run_on_commit)

    for number in range(1, writes + 1):
        assert break_after(number, verb, world) == number
        assert every_row() == before, f"after write {number} of {writes}"
        assert len(connection.run_on_commit) == rings, "a poke was left behind"


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_speaks_to_nobody_before_its_commit(
    name: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2: no relay, no broker; PostgreSQL's own library uses no socket of Python's."""

    def refuse(*args: Any) -> None:
        raise AssertionError("a socket was used inside the transaction")

    for step in ("connect", "connect_ex", "send", "sendall"):
        monkeypatch.setattr(socket.socket, step, refuse)

    VERBS[name](world)


def test_there_are_more_than_fifty_places_to_break(world: World) -> None:
    total = 0
    for verb in VERBS.values():
        with transaction.atomic():
            total += break_after(0, verb, world)
            transaction.set_rollback(True)

    assert total > 50
