"""What the relay has answered is kept, though the link to the database breaks just then."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from mail import claiming, draining, sender, settling
from mail.models import OutgoingMail, State
from tests.mail.kinds import a_kind, queued, registered
from tests.mail.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def outside() -> Iterator[Any]:
    """A link of the engine's own, beside the test's database."""
    params = connection.get_connection_params()
    given = {name: params[name] for name in ("host", "port", "user", "password") if params.get(name)}
    link = connection.Database.connect(**given, dbname="postgres")
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()


def lets_in(link: Any, *, yes: bool) -> None:
    link.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" ALLOW_CONNECTIONS {yes}')


def cut() -> None:
    with outside() as link:
        link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )


def come_back() -> None:
    with outside() as link:
        lets_in(link, yes=True)


@pytest.fixture
def away_for(sink: Sink) -> Iterator[Any]:
    """The database ends every link when a mail has been accepted, and takes no new one for that long."""

    def prepare(seconds: float) -> None:
        def away(taken: Any) -> None:
            with outside() as link:
                lets_in(link, yes=False)
            cut()
            threading.Timer(seconds, come_back).start()

        sink.on_accepted = away

    yield prepare
    come_back()


def test_a_250_that_was_read_makes_no_uncertain_row(sink: Sink, away_for: Any) -> None:
    """The database is away for a second; what follows from the mail is written with the mark, once."""
    seen: list[int] = []
    with registered(a_kind("test_telling", when_sent=lambda mail: seen.append(mail.pk))):
        with transaction.atomic():
            mail = queued(kind="test_telling")
        away_for(1)
        draining.drain()
        sink.on_accepted = None
        draining.sweep()

    mail.refresh_from_db()
    assert (mail.state, mail.smtp_code, seen) == (State.SENT, 250, [mail.pk])
    assert [attempt.outcome for attempt in mail.attempts.all()] == ["sent"]
    assert sink.copies() == {mail.message_id: 1}


def test_a_database_that_does_not_come_back_is_given_up_after_a_lease(
    sink: Sink, away_for: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The row stays as the commit before the dot left it, and the sweep calls it uncertain."""
    for module in (claiming, sender, settling):
        monkeypatch.setattr(module, "LEASE", 0.8)
    with transaction.atomic():
        mail = queued(kind="test_wait")
    away_for(2.5)
    draining.drain()
    assert "a sender stopped" in caplog.text
    sink.on_accepted = None
    come_back()
    connection.close()

    draining.take_back()

    assert OutgoingMail.objects.get(pk=mail.pk).state == State.UNCERTAIN


def test_inside_a_transaction_nothing_is_tried_again(db: None) -> None:
    """What was done before in it would be missing; whoever opened it begins anew."""
    with transaction.atomic():
        queued()
    mail = claiming.claim()
    assert mail

    with pytest.raises(OperationalError), transaction.atomic():
        cut()
        settling.settle(mail, State.FAILED, "failed")
    connection.close()

    assert OutgoingMail.objects.get().state == State.SENDING
