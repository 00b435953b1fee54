"""R3: Redis dead, frozen or full, for real: pages answer, rows stand, and mails go without it or after it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from applications.models import Application
from core import circuit_breaker
from mail.models import OutgoingMail
from recruitment.run import parts
from tests.accounts.signing_in import sign_in
from tests.applications.applying import applying
from tests.factories import ApplicationFactory, PostingFactory, ReasonFactory
from tests.mail.engines import process
from tests.mail.sink import Sink
from tests.stack import wait_for
from tests.valkey import OwnValkey, ring_at

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = pytest.mark.parametrize("fault", ["kill", "freeze", "fill"])
Press = Callable[[], Any]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with Sink() as running:
        settings.EMAIL_URL = running.url
        yield running


def an_application(number: int = 0) -> Press:
    """All steps but the last, which is returned."""
    client, posting = Client(), PostingFactory()
    applying.fill_in(client, posting, email=f"amina{number}@example.com")
    draft = applying.draft_shown(client, posting)
    return lambda: client.post(applying.url(posting, "review"), {"draft": draft})


def a_rejection(by: User) -> Press:
    client, application = Client(), ApplicationFactory()
    client.force_login(by)
    data = {"reason": ReasonFactory().pk, "version": 1}
    return lambda: client.post(f"/desk/applications/{application.code}/decisions/rejected/", data)


def timed(press: Press) -> tuple[HttpResponse, float]:
    circuit_breaker.close()
    began = time.monotonic()
    return press(), time.monotonic() - began


def answered_within(seconds: float, make: Callable[[int], Press]) -> HttpResponse:
    """The quickest of three: a wait for Redis is in each of them, a moment of a busy machine is not."""
    taken = []
    for number in range(3):
        answer, took = timed(make(number))
        if took < seconds:
            return answer
        taken.append(took)
    pytest.fail(f"answered after {taken} seconds")


@FAULTS
def test_an_application_is_received(own_valkey: OwnValkey, sink: Sink, fault: str) -> None:
    an_application()  # what judges files is warm
    getattr(own_valkey, fault)()

    answer = answered_within(1, an_application)

    assert "/receipt/" in answer["Location"]
    keys = {f"receipt:{pk}:1" for pk in Application.objects.values_list("pk", flat=True)}
    assert set(OutgoingMail.objects.due().values_list("dedupe_key", flat=True)) == keys
    call_command("drain")
    assert len(sink.accepted) == len(keys)


@FAULTS
def test_a_rejection_is_decided(own_valkey: OwnValkey, sink: Sink, recruiter: User, fault: str) -> None:
    getattr(own_valkey, fault)()

    answer = answered_within(2, lambda _: a_rejection(recruiter))

    assert answer.status_code == 302
    assert set(Application.objects.values_list("outcome", flat=True)) == {"rejected"}
    OutgoingMail.objects.filter(kind="rejection").update(not_before=Now())  # ten minutes later
    call_command("drain")
    assert len(sink.accepted) == Application.objects.count()


@FAULTS
def test_people_sign_in(own_valkey: OwnValkey, recruiter: User, fault: str) -> None:
    """design: the cache answers as empty within 0.3 s, however many questions a page has."""
    getattr(own_valkey, fault)()

    answer = answered_within(1, lambda _: lambda: sign_in(Client(), recruiter.email))

    assert answer["Location"] == "/desk/"


STEPS = [applying.details, applying.background, applying.give_cv, applying.send]


@FAULTS
@pytest.mark.parametrize("step", range(4))
def test_every_step_of_applying_goes_on(own_valkey: OwnValkey, fault: str, step: int) -> None:
    an_application()  # what judges files is warm
    getattr(own_valkey, fault)()

    def make(_: int) -> Press:
        client, posting = Client(), PostingFactory()
        for before in STEPS[:step]:
            before(client, posting)
        return lambda: STEPS[step](client, posting)

    assert answered_within(2, make).status_code == 302


def test_without_time_outs_the_page_hangs(own_valkey: OwnValkey, settings: Any) -> None:
    """The control run: the same press with the libraries' own patience waits until Redis wakes up."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "OPTIONS": {}}}
    ring_at(own_valkey.url, global_keyprefix="recruitment:")
    press = an_application()
    own_valkey.freeze()
    alarm = Timer(2.5, own_valkey.thaw)
    alarm.start()

    _, seconds = timed(press)

    alarm.join()
    assert seconds > 2


@contextmanager
def kept_running(name: str, **environment: str) -> Iterator[None]:
    """Started again whenever it ends, as the launcher and a container do."""
    over = Event()

    def keep() -> None:
        while not over.is_set():
            with process(*parts.command(name)[1:], **environment) as running:
                while running.poll() is None and not over.wait(0.1):
                    pass

    keeper = Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


@pytest.mark.slow
def test_after_redis_is_back_the_workers_send_what_stands(
    own_valkey: OwnValkey, sink: Sink, tmp_path: Path
) -> None:
    """R3: at most 60 s after it is back, whatever it was that ailed it, with worker and beat as they run.

    A worker whose Redis dies while it acknowledges a task ends by itself (a mistake in kombu); it comes back.
    """
    mend = {"fill": own_valkey.empty, "freeze": own_valkey.thaw, "kill": own_valkey.start}
    where = {"REDIS_URL": own_valkey.url, "DATA_DIR": str(tmp_path)}
    with kept_running(parts.MAIL_WORKER, **where), kept_running(parts.BEAT, **where):
        an_application()()
        wait_for(lambda: len(sink.accepted) == 1)
        for fault in mend:
            press = an_application()
            getattr(own_valkey, fault)()
            timed(press)
            mend[fault]()
        began = time.monotonic()
        assert OutgoingMail.objects.due().count() == 3
        wait_for(lambda: len(sink.accepted) == 4, within=60)

    assert time.monotonic() - began < 60
    assert set(sink.copies().values()) == {1}
