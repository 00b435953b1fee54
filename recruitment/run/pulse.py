"""`python -m recruitment.run.pulse web`: the health check of one process here; exit status 0 is healthy."""

import os
import socket
import sys
from collections.abc import Callable

from recruitment.run import parts, probes


def web() -> bool:
    from recruitment import settings

    return probes.status(settings.HOST, settings.PORT, "/healthz", base_url=settings.BASE_URL) == 200


def heard(part: str, *, host: str = "") -> bool:
    from recruitment import heartbeats

    return heartbeats.was_heard(part, host=host)


CHECKS: dict[str, Callable[[], bool]] = {
    parts.WEB: web,
    parts.MAIL_WORKER: lambda: heard("mail", host=socket.gethostname()),
    parts.FILE_WORKER: lambda: heard("files", host=socket.gethostname()),
    parts.BEAT: lambda: heard("beat"),
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
