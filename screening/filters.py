"""The list of applications: what is asked for in its address, and in which order. Every key is mapped."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.models.application import ApplicationQuerySet, is_code
from applications.outcomes import Outcome
from applications.plain import Plain, searched
from core.paging import Order, words
from postings.models import Posting, Stage

ORDERS = {
    "newest": Order("submitted_at", _("newest first"), down=True),
    "oldest": Order("submitted_at", _("oldest first")),
    "waiting": Order("stage_since", _("longest in their stage first")),
    "name": Order("name", _("by name"), parse=words),
}
UNTOLD = ("untold", _("Decided, untold"))
OUTCOMES = [("", _("Any outcome")), ("live", _("No outcome yet")), *Outcome.choices, UNTOLD]


class Filter(forms.Form):
    """Read from the address; `rows()` are the applications that fit, not ordered yet."""

    q = forms.CharField(
        label=_("Name, e-mail or reference"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    posting = forms.ModelChoiceField(
        Posting.objects.none(),
        label=_("Posting"),
        to_field_name="slug",
        required=False,
        empty_label=_("All postings"),
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("Any stage")), *Stage.Kind.choices], required=False
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, required=False)
    sort = forms.ChoiceField(
        label=_("Order"), choices=[(key, order.label) for key, order in ORDERS.items()], required=False
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        postings: Any = self.fields["posting"]
        mine = Application.objects.visible_to(user).filter(posting=OuterRef("pk"))
        postings.queryset = Posting.objects.filter(Exists(mine)).only("slug", "title").order_by("title")

    @property
    def order(self) -> Order:
        return ORDERS[self.cleaned_data["sort"] or "newest"]

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data[name] for name in ("q", "posting", "stage", "outcome"))

    @property
    def shows_one_state(self) -> bool:
        """Every row would say the same of where it stands."""
        wanted = self.cleaned_data
        return wanted["outcome"] in Outcome.values or bool(wanted["stage"] and wanted["outcome"] == "live")

    def rows(self) -> ApplicationQuerySet:
        wanted, rows = self.cleaned_data, Application.objects.visible_to(self.user)
        if wanted["posting"]:
            rows = rows.filter(posting=wanted["posting"])
        if wanted["posting"] and wanted["stage"]:  # by their ids, so that one index finds and sorts them
            rows = rows.filter(stage__in=list(wanted["posting"].stages.filter(kind=wanted["stage"])))
        elif wanted["stage"]:
            rows = rows.filter(stage__kind=wanted["stage"])
        if wanted["outcome"] == "untold":
            rows = rows.untold()
        elif wanted["outcome"]:
            rows = rows.filter(outcome="" if wanted["outcome"] == "live" else wanted["outcome"])
        for word in wanted["q"].split():
            found = Q(searched__contains=Plain(Value(word)))
            if is_code(word.upper()):
                found |= Q(code=word.upper())
            rows = rows.alias(searched=searched()).filter(found)
        return rows

    def query(self) -> str:
        """The filter as it stands in an address, without the page."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def opened_from(self) -> str:
        """The same for what is opened from the list: never empty, so that work goes on in the list."""
        return self.query() or urlencode({"sort": "newest"})
