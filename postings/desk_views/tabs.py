"""The tabs of one posting on the desk."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from postings.forms.parts import PART_KINDS
from postings.models import Posting

FIELD_TABS = {
    "basics": gettext_lazy("Basics"),
    "contact": gettext_lazy("Contact and pay"),
    "times": gettext_lazy("Times and promises"),
    "asking": gettext_lazy("What is asked"),
}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    address: str
    is_here: bool


def address(posting: Posting, tab: str) -> str:
    """Where a tab is; `gaps.Gap` names tabs too."""
    if tab == "overview":
        return reverse("postings:overview", args=[posting.slug])
    if tab == "team":
        return reverse("postings:team", args=[posting.slug])
    if tab in PART_KINDS:
        return reverse("postings:parts", args=[posting.slug, tab])
    if tab == "basics":
        return reverse("postings:edit", args=[posting.slug])
    return reverse("postings:edit_tab", args=[posting.slug, tab])


def tabs(posting: Posting, *, here: str) -> list[Tab]:
    labels = {
        "overview": gettext_lazy("Overview"),
        **FIELD_TABS,
        **{tab: part.label for tab, part in PART_KINDS.items()},
        "team": gettext_lazy("Team"),
    }
    return [Tab(tab, label, address(posting, tab), tab == here) for tab, label in labels.items()]
