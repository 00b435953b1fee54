"""Guards taken off: a race test has a twin in which the same threads break what the guard protects.

Locks are cut from the statements on their way to the database, so that no twin knows by which function a
verb takes one; versions are compared in one place (`core.versions.is_current`); constraints and triggers are
dropped.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, local
from typing import Any
from unittest import mock

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.signals import connection_created
from django.db.models import Model

from core import versions

LOCK = re.compile(r"\s+FOR (?:NO KEY )?(?:UPDATE|SHARE)(?: OF [\w\", ]+?)?(?: SKIP LOCKED)?\s*$")


@contextmanager
def without_locks(*models: type[Model], readers: int = 0) -> Iterator[None]:
    """Rows of these tables are read without a lock, by this thread and by every one that begins meanwhile.

    `readers`: so many threads wait for each other when they have read, so that each has before one writes.
    Fails if nobody asked for a lock: then the twin would show nothing.
    """
    tables, cut = {model._meta.db_table for model in models}, []
    barrier, passed = Barrier(readers or 1), local()

    def read(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        table = re.search(r'\bFROM "?(\w+)', sql)
        if not LOCK.search(sql) or table is None or table[1] not in tables:
            return execute(sql, params, many, context)
        cut.append(table[1])
        answer = execute(LOCK.sub("", sql), params, many, context)
        if not getattr(passed, "here", False):
            passed.here = True
            barrier.wait(30)
        return answer

    with on_every_connection(read):
        yield
    assert tables == set(cut), "no lock to take off"


@contextmanager
def without_versions() -> Iterator[None]:
    """Whatever a page was made from counts as current."""
    with mock.patch.object(versions, "is_current", return_value=True):
        yield


@contextmanager
def on_every_connection(wrapper: Any) -> Iterator[None]:
    """Django's `execute_wrapper` around each statement of this thread and of those that begin meanwhile."""
    wrapped: list[Any] = []

    def wrap(sender: Any, connection: Any, **kwargs: Any) -> None:
        if wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)
            wrapped.append(connection)

    wrap(None, connections[DEFAULT_DB_ALIAS])
    connection_created.connect(wrap)
    try:
        yield
    finally:
        connection_created.disconnect(wrap)
        for one in wrapped:
            one.execute_wrappers.remove(wrapper)


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """The database stops refusing. Afterwards the table is emptied, since the constraint may not hold."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        _empty(model)
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def without_unique(model: type[Model], column: str) -> Iterator[None]:
    """The same for a column that says `unique=True`."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).items()
        name = next(name for name, its in constraints if its["unique"] and its["columns"] == [column])
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        _empty(model)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE ("{column}")')


@contextmanager
def without_trigger(model: type[Model], name: str) -> Iterator[None]:
    """The same for a trigger. What it would have refused stays until the test's end."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER "{name}"')


def _empty(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
