"""The Celery application. Celery is only the doorbell: what is due stands as a row in PostgreSQL."""

import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")

TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "recruitment.broker:Transport"))
app = Celery("recruitment")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _log_as_django_does(**kwargs: Any) -> None:
    """Being connected is enough: Celery then leaves the logging alone that settings configured."""


@signals.worker_process_init.connect
def _die_with_worker(**kwargs: Any) -> None:
    from recruitment.run.tether import die_with_parent

    die_with_parent(os.getppid())


@signals.beat_init.connect
def _ring_once(**kwargs: Any) -> None:
    """Beat would first be heard half a minute after its start."""
    from recruitment import heartbeats
    from recruitment.tasks import hear_beat

    heartbeats.is_here(heartbeats.BEAT)
    hear_beat.apply_async(ignore_result=True)


@signals.heartbeat_sent.connect
def _sign(sender: Any, **kwargs: Any) -> None:
    """From the loop that takes tasks: a worker that is frozen or stuck there signs no more."""
    from recruitment import heartbeats

    part, _, host = sender.eventer.hostname.partition("@")
    heartbeats.sign(part, host=host)


@signals.worker_ready.connect
def _say_who_it_is(sender: Any, **kwargs: Any) -> None:
    from recruitment import heartbeats

    heartbeats.is_here(sender.hostname.partition("@")[0])


@signals.worker_ready.connect
def _remove_what_was_left(**kwargs: Any) -> None:
    from files import temporary

    temporary.remove_left()


@signals.beat_init.connect
@signals.worker_ready.connect
def _say_ready(**kwargs: Any) -> None:
    """The launcher waits for this file."""
    if name := os.environ.get("RECRUITMENT_READY_FILE"):
        Path(name).touch()
