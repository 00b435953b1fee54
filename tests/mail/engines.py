"""Other processes on the test's own database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(**more: str) -> dict[str, str]:
    database = connection.settings_dict
    host = quote(str(database["HOST"]), safe="")
    port = f"&port={database['PORT']}" if database["PORT"] else ""
    user = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    url = f"postgres://{user}@/{database['NAME']}?host={host}{port}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "recruitment.settings",
        "DATABASE_URL": url,
        "EMAIL_URL": settings.EMAIL_URL,
        **more,
    }


@contextmanager
def process(*words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment(**more), **pipes)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()
