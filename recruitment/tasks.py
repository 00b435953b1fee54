"""The heartbeat of beat: it rings, and a worker writes down when."""

from celery import shared_task

from recruitment import heartbeats


@shared_task
def hear_beat() -> None:
    heartbeats.sign(heartbeats.BEAT)
