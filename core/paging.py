"""Pages by key: as quick at the hundredth page as at the first, and nobody is skipped when others arrive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Model, Q, QuerySet, Value
from django.utils.functional import Promise

SIZE = 50
Row = TypeVar("Row", bound=Model)


def moment(text: str) -> datetime:
    """An instant as `written`; one without its zone, or that is not in our calendar, is none of ours."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a moment without a zone")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment outside of the calendar") from None


def words(text: str) -> str:
    if "\x00" in text:
        raise ValueError("no column holds this")
    return text


@dataclass(frozen=True)
class Order:
    """`field`: a column or an annotation; `parse` reads its value from an address."""

    field: str
    label: str | Promise = ""
    down: bool = False
    parse: Callable[[str], Any] = moment

    def sorted(self, rows: QuerySet[Row], *, backwards: bool = False) -> QuerySet[Row]:
        sign = "-" if self.down != backwards else ""
        return rows.order_by(f"{sign}{self.field}", f"{sign}id")

    def beyond(self, rows: QuerySet[Row], key: tuple[Any, int], *, backwards: bool = False) -> QuerySet[Row]:
        """Those that come after `key` (before it, backwards). The first condition is the index's."""
        value, pk = key
        than = "lt" if self.down != backwards else "gt"
        return rows.filter(
            Q(**{f"{self.field}__{than}e": value}),
            Q(**{f"{self.field}__{than}": value}) | Q(**{f"pk__{than}": pk}),
        )

    def key(self, row: Model) -> tuple[Any, int]:
        return getattr(row, self.field), row.pk

    def written(self, row: Model) -> str:
        value, pk = self.key(row)
        return f"{pk}.{value.isoformat() if isinstance(value, datetime) else value}"

    def read(self, text: str) -> tuple[Any, int]:
        pk, _, value = text.partition(".")
        try:
            return self.parse(value[:200]), int(pk[:18])
        except ValueError:
            raise BadRequest("no such page") from None


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    previous: str = ""
    next: str = ""


def page(
    rows: QuerySet[Row], *, order: Order, after: str = "", before: str = "", query: str = ""
) -> Page[Row]:
    """One page of at most `SIZE`, with the addresses of its neighbours."""
    backwards = bool(before)
    if before or after:
        rows = order.beyond(rows, order.read(before or after), backwards=backwards)
    got = list(order.sorted(rows, backwards=backwards)[: SIZE + 1])
    is_more, got = len(got) > SIZE, got[:SIZE]
    if backwards:
        got.reverse()
    has_previous, has_next = (is_more, True) if backwards else (bool(after), is_more)
    if not got:
        return Page([])

    def address(name: str, row: Row) -> str:
        return "?" + "&".join(filter(None, [query, urlencode({name: order.written(row)})]))

    return Page(
        got,
        previous=address("before", got[0]) if has_previous else "",
        next=address("after", got[-1]) if has_next else "",
    )


@dataclass(frozen=True)
class Place(Generic[Row]):
    """Where one row stands in a list, and who is beside it."""

    number: int
    total: int
    previous: Row | None
    next: Row | None


def place(row: Row, *, rows: QuerySet[Row], order: Order) -> Place[Row]:
    """`row` itself may have left the list (it was moved on); its neighbours are those of its place."""
    key = order.key(row)
    earlier, later = order.beyond(rows, key, backwards=True), order.beyond(rows, key)
    before = order.sorted(earlier.annotate(is_next=Value(False)), backwards=True)[:1]
    after = order.sorted(later.annotate(is_next=Value(True)))[:1]
    both: Any = before.union(after, all=True)
    beside = {one.is_next: one for one in both}
    return Place(
        number=earlier.count() + 1,
        total=rows.count(),
        previous=beside.get(False),
        next=beside.get(True),
    )
