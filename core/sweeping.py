"""Taking care of what is due, so that a corrupted row stops nobody.

Each row is loaded and worked on by itself. One that fails is logged and put aside (`SweepFailure`), and tried
again after a pause that doubles from a minute to a day, so a fault costs at most as much again as it lasted.
What no row is to blame for is raised: an error in the query that finds what is due, a lost connection.
"""

import logging
import traceback
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import ExpressionWrapper, Q, Value
from django.db.models.functions import Now

from core.models import STALE, SweepFailure

log = logging.getLogger(__name__)
MOST = 500  # rows that one sweep takes care of
AGAIN = 20  # rows put aside that one sweep tries again, after all others
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)
Row = TypeVar("Row", bound=models.Model)


def sweep(
    name: str,
    due: "models.QuerySet[Row]",
    work: Callable[[Row], object],
    *,
    part_of: int = 0,
    most: int = MOST,
    longest: timedelta = LONGEST_PAUSE,
    atomic: bool = True,
) -> int:
    """Call `work` with each row that is `due`, each in a transaction of its own; answer how many succeeded.

    A row is read again just before its turn, and left out if it is not due any more. `due` is ordered and
    not sliced. `part_of` parts the rows put aside where `due` is but a part of what `name` sweeps.
    `atomic=False`: `work` commits by itself. `longest`: no pause is longer.
    """
    failed = _put_aside_of(name, part_of)
    fresh = due.exclude(pk__in=failed) if failed else due
    rows: list[Any] = list(fresh.values_list("pk", flat=True)[:most])
    ripe = [row for row, is_ripe in failed.items() if is_ripe][:AGAIN]
    if ripe:
        again = list(due.filter(pk__in=ripe).values_list("pk", flat=True))
        forget(name, set(ripe) - set(map(str, again)), part_of=part_of)
        rows += again

    def take(pk: object) -> None:
        row = due.filter(pk=pk).first()
        if row is not None:
            work(row)

    return _each(name, part_of, rows, take, failed, longest=longest, atomic=atomic)


def sweep_names(name: str, names: Iterable[str], work: Callable[[str], object]) -> int:
    """The same for things that are no rows, such as files that belong to nobody."""
    failed = _put_aside_of(name, 0)
    listed = list(names)
    ripe = [one for one, is_ripe in failed.items() if is_ripe]
    forget(name, set(ripe) - set(listed))
    rows = [one for one in listed if one not in failed] + [one for one in ripe if one in listed]
    return _each(name, 0, rows, work, failed, longest=LONGEST_PAUSE, atomic=False)


def put_aside(
    name: str, row: object, error: Exception, *, part_of: int = 0, longest: timedelta = LONGEST_PAUSE
) -> None:
    """Log it, and leave the row alone for a while, longer each time."""
    where = f"{type(error).__name__} in {_place(error)}"
    with transaction.atomic():
        failure, _ = SweepFailure.objects.get_or_create(sweep=name, part_of=part_of, row=str(row))
        failure.attempts += 1
        wait = min(pause(failure.attempts), longest)
        failure.error = where[:300]
        failure.next_try_at = ExpressionWrapper(Now() + Value(wait), output_field=models.DateTimeField())
        failure.save(update_fields=["attempts", "error", "next_try_at"])
    log.error(
        "%s: row %s failed, attempt %s, next in %s", name, row, failure.attempts, wait, exc_info=error
    )  # fmt: skip


def forget(name: str, rows: set[str], *, part_of: int = 0) -> None:
    """They count as if they had never failed."""
    if rows:
        SweepFailure.objects.filter(sweep=name, part_of=part_of, row__in=rows).delete()


def pause(attempts: int) -> timedelta:
    """Doubled each time, at most a day."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def _each(
    name: str,
    part_of: int,
    rows: Iterable[Any],
    work: Callable[[Any], object],
    failed: dict[str, bool],
    *,
    longest: timedelta,
    atomic: bool,
) -> int:
    done = 0
    for row in rows:
        session = connection.connection
        try:
            with transaction.atomic() if atomic else nullcontext():
                work(row)
        except Exception as error:  # whatever is wrong with this row, the others are not to blame
            if _is_lost(session, error):
                raise
            put_aside(name, row, error, part_of=part_of, longest=longest)
            continue
        done += 1
        if str(row) in failed:
            forget(name, {str(row)}, part_of=part_of)
    return done


def _put_aside_of(name: str, part_of: int) -> dict[str, bool]:
    """Which rows failed before, and whether their pause is over; what nothing asks for any more goes."""
    its_own = Q(sweep=name, part_of=part_of)
    found = SweepFailure.objects.filter(its_own | STALE).annotate(is_ripe=Q(next_try_at__lte=Now()))
    failures = list(found)
    others = [one.pk for one in failures if (one.sweep, one.part_of) != (name, part_of)]
    if others:
        SweepFailure.objects.filter(pk__in=others).delete()
    return {one.row: one.is_ripe for one in failures if one.pk not in others}


def _is_lost(session: object, error: Exception) -> bool:
    """Django may have opened another session already when it left the transaction."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return session is None or connection.connection is not session or not connection.is_usable()


def _place(error: Exception) -> str:
    """The line of ours that raised it, or that called what did."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    frame = (ours or frames)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}"


def _is_ours(filename: str) -> bool:
    return filename.startswith(str(settings.BASE_DIR)) and "site-packages" not in filename
