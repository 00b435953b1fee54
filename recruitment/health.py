"""What an operator's monitor asks: is the web process alive, and is the whole system ready."""

import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import public
from core.disks import disk_of
from core.models import STALE, SweepFailure
from files import clamd, identity, store
from files.sandbox.client import sandbox
from mail.models import OutgoingMail
from recruitment.heartbeats import BEAT, FILES, MAIL, process_here, was_heard
from recruitment.run.frozen import is_frozen

ADDRESSES = ("/healthz", "/readyz")

log = logging.getLogger(__name__)


class AnyHost:
    """A monitor knows the machine, not the name of the site; it is answered all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ADDRESSES:
            request.META["HTTP_HOST"] = urlsplit(settings.BASE_URL).netloc
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def ready(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the names of the parts that are missing. Why stands in the log, not here.

    `put_aside`: how many rows failed in a sweep and wait for another try; the house is ready all the same.
    `fences`: what a file that takes over its parser meets here, and what it would meet on another system.
    """
    missing = [name for name, is_there in PARTS.items() if not _holds(name, is_there)]
    answer: dict[str, Any] = {"missing": missing}
    if not missing:
        fences = sandbox.fences()
        answer["fences"] = {"there": fences.there, "missing": list(fences.missing)}
        if put_aside := SweepFailure.objects.exclude(STALE).count():
            answer["put_aside"] = put_aside
    return JsonResponse(answer, status=503 if missing else 200)


def _holds(name: str, is_there: Callable[[], bool]) -> bool:
    try:
        return is_there()
    except Exception as error:  # noqa: BLE001  whatever is wrong with it, the part is not there
        log.warning("not ready: %s (%s)", name, type(error).__name__)
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return True


def redis_answers() -> bool:
    url = str(settings.CACHES["default"]["LOCATION"])
    with redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
        return bool(client.ping())


def migrations_are_done() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def files_are_in_reach() -> bool:
    """A folder that can be written, or one HEAD: a bucket that is away costs its time-outs, not minutes."""
    store.reach()
    return identity.is_ours()


def sandbox_is_there() -> bool:
    """Without it no upload is judged."""
    sandbox.fences()
    return True


def scanner_answers() -> bool:
    """Without it new CVs wait unread; where none is named nothing is asked."""
    return not settings.CLAMD_URL or clamd.answers()


def works(part: str) -> bool:
    return was_heard(part) and not is_frozen(process_here(part))


def master_is_awake() -> bool:
    """The process that starts web processes anew, our parent; without it this one still answers."""
    return not is_frozen(os.getppid())


def letters_leave() -> bool:
    return OutgoingMail.objects.stuck() is None


def disk_has_room() -> bool:
    return not disk_of(settings.DATA_DIR).is_full


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "redis": redis_answers,
    "migrations": migrations_are_done,
    "beat": partial(works, BEAT),
    "mail worker": partial(works, MAIL),
    "file worker": partial(works, FILES),
    "web master": master_is_awake,
    "outgoing mail": letters_leave,
    "disk": disk_has_room,
    "files": files_are_in_reach,
    "sandbox": sandbox_is_there,
    "malware scanner": scanner_answers,
}
