"""What a search box may say of filters: `posting:it`, `stage:interview`, `reason:language`, `unread:yes`.

Each reads what stands behind its key as the value of the filter, or gives "" where it names nothing, or more
than one thing.
"""

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet, Value

from applications.outcomes import Outcome
from applications.plain import Plain
from applications.sources import Source
from postings.models import Posting, Reason, Stage

WAITING = (3, 7, 14, 30)  # days that can be asked for
Read = Callable[[str, "QuerySet[Posting]"], str]


def _posting(text: str, postings: "QuerySet[Posting]") -> str:
    """Its address, or a part of its address or title that only it has."""
    likely = postings.alias(plain=Plain("title")).filter(
        Q(slug__contains=text.lower()) | Q(plain__contains=Plain(Value(text)))
    )
    slugs = list(likely.values_list("slug", flat=True)[:20])
    return text if text in slugs else _only(slugs)


def _reason(text: str, postings: "QuerySet[Posting]") -> str:
    found = Reason.objects.alias(plain=Plain("text")).filter(plain__contains=Plain(Value(text)))
    return _only(str(pk) for pk in found.values_list("pk", flat=True)[:2])


def _choice(choices: Iterable[tuple[str, object]]) -> Read:
    """By the word in the address, or by the beginning of what is shown."""

    def read(text: str, postings: "QuerySet[Posting]") -> str:
        asked, known = text.casefold(), list(choices)
        if asked in [value for value, _label in known]:
            return asked
        return _only(value for value, label in known if str(label).casefold().startswith(asked))

    return read


def _days(text: str, postings: "QuerySet[Posting]") -> str:
    return text if text in map(str, WAITING) else ""


def _yes(text: str, postings: "QuerySet[Posting]") -> str:
    return "on" if text.casefold() in {"yes", "ja", "on"} else ""


def _only(found: Iterable[str]) -> str:
    one, *others = [*found, ""]
    return "" if any(others) else one


named: dict[str, Read] = {
    "posting": _posting,
    "stage": _choice(Stage.Kind.choices),
    "outcome": _choice([("live", ""), ("untold", ""), *Outcome.choices]),
    "reason": _reason,
    "source": _choice(Source.choices),
    "waiting": _days,
    "unread": _yes,
}
