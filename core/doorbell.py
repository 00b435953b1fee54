"""The doorbell: a task sooner than the next sweep, and never a reason to wait or to fail."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import circuit_breaker

log = logging.getLogger(__name__)


def ring(task: str, *ids: int) -> None:
    """`task`: its dotted name. Tasks call verbs, and a verb that rings imports none of them.

    Whatever the broker has, the sweep will come. While it is known not to answer nobody waits for it.
    """
    if circuit_breaker.is_open():
        return
    try:
        current_app.send_task(task, args=ids, retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        circuit_breaker.open()
        log.warning("the doorbell did not ring: %s", type(error).__name__)
    except Exception:  # not the broker: a bug of ours, and still no reason to fail what was committed
        log.exception("the doorbell is broken")
