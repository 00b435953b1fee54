"""Guards taken off: a race test has a twin in which the same threads break what the guard protects."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


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
