"""The pipeline of one posting: a column a stage, the first cards of each, and how many there are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from applications.models import Application
from applications.outcomes import Outcome
from applications.permissions import works_on
from core.access import StaffRequest, staff
from postings.models import Posting, Stage
from screening import openings

FIRST = 50
CARD = ("code", "name", "stage", "stage_since", "outcome", "version", "posting", "submitted_at")


@staff
@require_GET
def board(request: StaffRequest, slug: str) -> HttpResponse:
    posting = get_object_or_404(Posting.objects.visible_to(request.user), slug=slug)
    columns = _columns(posting)
    closed = _closed(posting)
    total = sum(column["count"] for column in columns)
    hired = next((count for _label, value, count in closed["counts"] if value == Outcome.HIRED), 0)
    page = {
        "posting": posting,
        "columns": columns,
        "closed": closed,
        "notice": openings.in_words(posting, hired=hired, live=total),
        "can_move": works_on(request.user, posting),
        "list_href": reverse("screening:list"),
        "total": total,
    }
    return render(request, "screening/board.html", page)


def _columns(posting: Posting) -> list[dict[str, Any]]:
    """Whoever waits longest stands first."""
    live = Q(applications__outcome="")
    stages = posting.stages.annotate(live=Count("applications", filter=live)).order_by("position", "id")
    ranked = posting.applications.live().annotate(
        place=Window(RowNumber(), partition_by=F("stage"), order_by=["stage_since", "id"])
    )
    first = Application.objects.filter(pk__in=ranked.filter(place__lte=FIRST).values("pk"))
    cards = defaultdict(list)
    for card in first.only(*CARD).order_by("stage_since", "id"):
        cards[card.stage_id].append(card)
    rows = list(stages)
    return [
        {
            "stage": stage,
            "count": stage.live,
            "cards": cards[stage.pk],
            "options": _options(rows, here=stage),
        }
        for stage in rows
    ]


def _options(stages: Sequence[Stage], *, here: Stage) -> SafeString:
    """Where a card of this column can go, the next stage first chosen; written once, not once a card."""
    others = [stage for stage in stages if stage != here]
    likely = next((stage for stage in others if stage.position > here.position), None)
    selected = mark_safe(" selected")
    rows = [(str(stage.pk), selected if stage == likely else "", stage.name) for stage in others]
    if likely is None:
        rows.insert(0, ("", selected, _("Choose a stage")))
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def _closed(posting: Posting) -> dict[str, Any]:
    """Those with an outcome: how many of each, and the latest."""
    decided = posting.applications.exclude(outcome="")
    counts = {
        row["outcome"]: row["count"]
        for row in decided.values("outcome").annotate(count=Count("pk")).order_by()
    }
    labels = [(label, value, counts[value]) for value, label in Outcome.choices if value in counts]
    latest: Any = decided.with_decision().select_related("stage")
    return {
        "counts": labels,
        "cards": list(latest.order_by("-standing__at", "-id")[:FIRST]),
        "count": sum(counts.values()),
    }
