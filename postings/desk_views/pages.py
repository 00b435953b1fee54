"""The pages of one posting on the desk, and what each of them still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from postings.forms.pages import PAGES
from postings.gaps import Gap
from postings.models import Posting

FIRST = next(iter(PAGES))


@dataclass(frozen=True)
class Entry:
    """`missing` stops it from being published, `advisable` only ought to be there."""

    name: str
    label: str | Promise
    address: str
    is_here: bool
    missing: int = 0
    advisable: int = 0
    is_judged: bool = True


def address(posting: Posting, page: str) -> str:
    """Where a page is; `gaps.Gap` names pages too."""
    return reverse("postings:edit", args=[posting.slug, page])


def entries(posting: Posting, *, here: str, missing: Iterable[Gap], advisable: Iterable[Gap]) -> list[Entry]:
    """The overview, and the pages of the editor."""
    lacks = [gap.page for gap in missing]
    ought = [gap.page for gap in advisable]
    overview = reverse("postings:overview", args=[posting.slug])
    first = Entry("overview", _("Overview"), overview, here == "overview", is_judged=False)
    return [
        first,
        *(
            Entry(
                name, page.label, address(posting, name), name == here, lacks.count(name), ought.count(name)
            )
            for name, page in PAGES.items()
        ),
    ]


def after(page: str) -> str:
    """The next one; nothing after the last."""
    names = list(PAGES)
    return dict(zip(names, [*names[1:], ""], strict=True))[page]
