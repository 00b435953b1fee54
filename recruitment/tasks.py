"""The pulse of the house: beat rings, a worker hears it, `/readyz` reads when."""

import time

from celery import shared_task
from django.core.cache import cache

LAST_HEARD = "beat-last-heard"


@shared_task
def hear_beat() -> None:
    cache.set(LAST_HEARD, time.time(), timeout=600)
