"""Filling a disk below the running system, and sending a form meanwhile."""

import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

import psycopg2

from recruitment.run import roles
from recruitment.run.data_dir import DataDir
from tests.stack import Stack

TOKEN = "a" * 32


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as sink, suppress(OSError):
        while True:
            sink.write(bytes(1024 * 1024))
    return filler


def write_until_it_stops(data_dir: Path) -> None:
    """As its superuser: one segment of its log after the other, until there is no room for another."""
    data = DataDir(data_dir)
    passwords = roles.Passwords.kept_by(data.kept)
    address = f"postgres://postgres:{passwords.superuser}@/recruitment?host={data.sockets / 'pg'}"
    with suppress(psycopg2.Error):
        connection = psycopg2.connect(address)
        connection.autocommit = True
        cursor = connection.cursor()
        for _ in range(40):
            cursor.execute("SELECT pg_logical_emit_message(true, 'a test', repeat('x', 2000000))")
            cursor.execute("SELECT pg_switch_wal()")


def posted(stack: Stack) -> tuple[int, str]:
    typed = {"login": "nobody@example.com", "password": "not the one", "csrfmiddlewaretoken": TOKEN}
    request = urllib.request.Request(
        f"{stack.url}/accounts/login/",
        urllib.parse.urlencode(typed).encode(),
        {"Cookie": f"csrf={TOKEN}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
