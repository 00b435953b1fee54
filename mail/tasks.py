from celery import shared_task


@shared_task
def drain_outbox() -> None:
    """Rung after a commit that queued a mail."""


@shared_task
def sweep() -> None:
    """The guarantee: every 30 seconds, whatever rang or did not."""
