"""The outbox as a list: tabs, filters, and pages by key, so that no page is slower than another."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy

from core import paging
from mail import kinds
from mail.models import OutgoingMail, OutgoingMailQuerySet, State


def _id(text: str) -> int:
    return int(text[:18])


NEWEST = paging.Order("id", down=True, parse=_id)
TABS = {
    "held": (
        gettext_lazy("Held"),
        gettext_lazy("Nothing is held"),
        gettext_lazy("A letter that waits for a person stands here until it is released."),
    ),
    "waiting": (
        gettext_lazy("On their way"),
        gettext_lazy("Nothing is on its way"),
        gettext_lazy("What goes by itself, now or later, stands here."),
    ),
    "failed": (
        gettext_lazy("Not arrived"),
        gettext_lazy("Nothing failed"),
        gettext_lazy("A letter that was refused or may be lost stands here."),
    ),
    "sent": (
        gettext_lazy("Sent"),
        gettext_lazy("Nothing was sent"),
        gettext_lazy("What the relay has taken stands here."),
    ),
    "cancelled": (
        gettext_lazy("Cancelled"),
        gettext_lazy("Nothing was cancelled"),
        gettext_lazy("What was called back before it went stands here."),
    ),
}


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for; `tab` is empty where it names none that there is."""

    tab: str = ""
    kind: str = ""
    receiver: str = ""

    @classmethod
    def of(cls, given: Any) -> "Asked":
        tab, kind = given.get("tab", ""), given.get("kind", "")
        return cls(
            tab=tab if tab in TABS else "",
            kind=kind if kinds.find(kind) else "",
            receiver=given.get("to", "").strip()[:254],
        )

    def query(self) -> str:
        return urlencode({"tab": self.tab, "kind": self.kind, "to": self.receiver})


def counts(mails: OutgoingMailQuerySet) -> dict[str, int]:
    """How many stand on the tabs that ask for somebody; one query over the partial indexes."""
    open_states = [State.QUEUED, State.RETRY, State.SENDING, State.FAILED, State.UNCERTAIN]
    held = Q(state=State.QUEUED, not_before=None)
    return mails.filter(state__in=open_states).aggregate(
        held=Count("pk", filter=held),
        waiting=Count("pk", filter=Q(state__in=[State.QUEUED, State.RETRY, State.SENDING]) & ~held),
        failed=Count("pk", filter=Q(state__in=[State.FAILED, State.UNCERTAIN])),
    )


def first_tab(counts: dict[str, int]) -> str:
    """Where the outbox opens: what waits for a person, else what goes by itself and can still be stopped."""
    return "waiting" if counts["waiting"] and not counts["held"] else "held"


def _on_tab(mails: OutgoingMailQuerySet, tab: str) -> OutgoingMailQuerySet:
    if tab == "waiting":
        return mails.filter(
            Q(state=State.SENDING) | Q(state__in=[State.QUEUED, State.RETRY], not_before__isnull=False)
        )
    chosen: dict[str, OutgoingMailQuerySet] = {
        "held": mails.held(), "failed": mails.failed(), "sent": mails.sent(), "cancelled": mails.cancelled(),
    }  # fmt: skip
    return chosen[tab]


def page(
    mails: OutgoingMailQuerySet, asked: Asked, *, after: str = "", before: str = ""
) -> paging.Page[OutgoingMail]:
    """Newest first."""
    found = _on_tab(mails, asked.tab)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.receiver:
        found = found.filter(to__icontains=asked.receiver)
    found = found.defer("text", "html", "attachments", "headers")
    return paging.page(found, order=NEWEST, after=after, before=before, query=asked.query())
