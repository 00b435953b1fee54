"""Rows as nobody could write them through the house: past its checks, by SQL."""

from typing import Any

from django.db import connection
from django.db.models import Model


def sql(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def write(row: Model, column: str, value: object) -> None:
    """Past everything that the house checks."""
    sql(f'UPDATE "{row._meta.db_table}" SET "{column}" = %s WHERE id = %s', value, row.pk)


class OneColumn:
    """Corrupt by one value that stands where it cannot."""

    column: str
    wrong: object

    def corrupt(self, thing: Any) -> None:
        self.right = getattr(thing, self.column)
        write(thing, self.column, self.wrong)

    def repair(self, thing: Any) -> None:
        write(thing, self.column, self.right)


class LaterRule(OneColumn):
    """Corrupt by breaking a rule that was made later: PostgreSQL refuses every change to the row."""

    wrong = "broken"

    def corrupt(self, thing: Any) -> None:
        super().corrupt(thing)
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        table = thing._meta.db_table
        sql(f"ALTER TABLE {table} ADD CONSTRAINT later CHECK ({self.column} <> 'broken') NOT VALID")
