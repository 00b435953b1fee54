from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from mail import draining, outbox
from mail.folder import remove_unfinished


@shared_task
def drain_outbox() -> None:
    """Rung after a commit that queued a mail."""
    draining.drain()


@shared_task
def sweep() -> None:
    """The guarantee: every 30 seconds, whatever rang or did not."""
    draining.sweep()


@shared_task
def erase_old_bodies() -> None:
    outbox.erase_old_bodies()
    remove_unfinished(settings.DATA_DIR / "mail")


@worker_shutting_down.connect
def stop_claiming(**kwargs: Any) -> None:
    """The mail on its way is brought to its end; no further one is taken."""
    draining.stopping.set()
