"""`python -m recruitment.run.pulse web`: the health check of one process here; exit status 0 is healthy."""

import socket
import sys
from collections.abc import Callable

from recruitment.run import parts, probes


def web() -> bool:
    from recruitment import settings

    return probes.status(settings.HOST, settings.PORT, "/healthz", base_url=settings.BASE_URL) == 200


def worker(node: str) -> bool:
    from recruitment.celery import app

    return bool(app.control.ping(destination=[f"{node}@{socket.gethostname()}"], timeout=5))


def beat() -> bool:
    """Beat answers nobody, so a worker writes down when it last heard it."""
    import django

    django.setup()

    from recruitment.health import beat_was_heard

    return beat_was_heard()


CHECKS: dict[str, Callable[[], bool]] = {
    parts.WEB: web,
    parts.MAIL_WORKER: lambda: worker("mail"),
    parts.FILE_WORKER: lambda: worker("files"),
    parts.BEAT: beat,
}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
