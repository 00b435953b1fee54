"""The heartbeat: beat rings, a worker writes down when, `/readyz` reads it."""

import time

from celery import shared_task
from django.core.cache import cache

LAST_HEARD = "beat-last-heard"


@shared_task
def hear_beat() -> None:
    cache.set(LAST_HEARD, time.time(), timeout=600)
