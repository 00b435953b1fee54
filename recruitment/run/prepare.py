"""Between the engines and the first page: reach them, migrate, collect static files, load the sample."""

import hashlib
import io
import os
from typing import Any

import django
import psycopg2
import redis
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from files import clamd
from files.sandbox.client import Sandbox, Unanswered
from recruitment.run.refusal import Refusal, first_line

OLDEST_POSTGRES = 15


def reach_database(settings: Any) -> None:
    wanted = settings.DATABASES["default"]
    try:
        connection = psycopg2.connect(
            dbname=wanted["NAME"], user=wanted["USER"] or None, password=wanted["PASSWORD"] or None,
            host=wanted["HOST"] or None, port=wanted["PORT"] or None, **wanted["OPTIONS"],
        )  # fmt: skip
    except psycopg2.Error as error:
        raise Refusal(f"DATABASE_URL cannot be used: {first_line(error)}") from None
    major = connection.server_version // 10_000
    connection.close()
    if major < OLDEST_POSTGRES:
        raise Refusal(f"DATABASE_URL leads to PostgreSQL {major}; it must be {OLDEST_POSTGRES} or newer.")


def reach_redis(settings: Any) -> None:
    url = settings.CACHES["default"]["LOCATION"]
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        raise Refusal(f"REDIS_URL cannot be used: {first_line(error)}") from None


def reach_files() -> None:
    from files import store

    try:
        store.reach()
    except OSError as error:
        raise Refusal(f"FILES_URL cannot be used: {first_line(error)}") from None


def settle_files() -> None:
    """After the migrations, before anything is kept."""
    from recruitment.run import whose_files

    try:
        whose_files.settle()
    except OSError as error:
        raise Refusal(f"FILES_URL cannot be used: {first_line(error)}") from None


def migrate(role: str = "", password: str = "") -> str:
    """`role`: who owns the tables, if that is not who DATABASE_URL names."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    usual = connection.settings_dict
    if role:
        connection.settings_dict = {**usual, "USER": role, "PASSWORD": password}
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    connection.settings_dict = usual
    return f"{len(plan)} migrations applied" if plan else "up to date"


def collect_static(settings: Any) -> str:
    """Nothing is done when the same files were collected before."""
    ignored = [".*", "flags"]  # django_countries is here for its names; nothing shows its 250 flags
    found = [(path, storage.path(path)) for finder in get_finders() for path, storage in finder.list(ignored)]
    state = hashlib.sha256()
    for path, source in sorted(found):
        state.update(f"{path} {source} {os.stat(source).st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return f"{len(found)} as they were"
    call_command(
        "collectstatic",
        interactive=False,
        verbosity=0,
        clear=True,
        ignore_patterns=ignored,
        stdout=io.StringIO(),
    )
    stamp.write_text(state.hexdigest())
    return f"{len(found)} collected"


def try_fences() -> str:
    """What stands between a hostile file and everything else on this system, and what does not."""
    sandbox = Sandbox()
    try:
        told = sandbox.fences()
    except (OSError, Unanswered):
        raise Refusal("CVs cannot be opened: the process that does it does not start.") from None
    finally:
        sandbox.close()
    if not told.missing:
        return f"all {len(told.there)}"
    return f"{', '.join(told.there)}; NOT {', '.join(told.missing)}"


def ask_scanner() -> str:
    """No reason to stop: the CVs wait for it, and nobody else does."""
    return "answers" if clamd.answers() else "does NOT answer; new CVs wait for it"


def load_sample(*, password: str, earlier: str) -> tuple[str, list[str]]:
    """What was done, and the addresses that can sign in with the password."""
    from accounts.models import User
    from recruitment import sample

    said = "not needed, there are people already"
    if not User.objects.exists():
        sample.load(password=password)
        said = "loaded"
    elif earlier and earlier != password:
        sample.people.change_password(earlier, password)
    return said, sample.people.who_has_password(password)


def close_connections() -> None:
    """The launcher keeps no connection: it only watches from now on."""
    from django.core.cache import caches
    from django.db import connections

    connections.close_all()
    caches.close_all()
