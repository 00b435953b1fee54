"""The list of applications: what is asked for in its address, and in which order. Every key is mapped."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.models.application import ApplicationQuerySet
from applications.outcomes import Outcome
from core.paging import Order, words
from postings.models import Posting, Stage
from screening import searching

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
        label=_("Name, reference, or words of what they sent"),
        required=False,
        max_length=200,
        error_messages={
            "max_length": _("Search for %(limit_value)d characters at most; this has %(show_value)d.")
        },
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

    # Set where the words were found nowhere, and names that are nearly like them are shown.
    nearly = forms.BooleanField(label="", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        postings: Any = self.fields["posting"]
        mine = Application.objects.visible_to(user).filter(posting=OuterRef("pk"))
        postings.queryset = Posting.objects.filter(Exists(mine)).only("slug", "title").order_by("title")

    def clean_q(self) -> str:
        said: str = self.cleaned_data["q"]
        terms = searching.read(said).terms
        if said and not terms:
            raise forms.ValidationError(
                gettext("These signs find nothing: type a word, a name or a reference.")
            )
        if len(terms) > searching.MOST:
            most = ngettext(
                "Search for {count} word at most.", "Search for {count} words at most.", searching.MOST
            )
            raise forms.ValidationError(most.format(count=searching.MOST))
        return said

    @property
    def words(self) -> list[str]:
        """Those that a hit is marked by."""
        return searching.read(self.cleaned_data["q"]).words

    def made_nearly(self) -> "Filter":
        """The same for names that are nearly like the words; to be asked where nothing was found."""
        given = {name: self.data[name] for name in self.fields if name in self.data}
        made = Filter({**given, "nearly": "on"}, user=self.user)
        made.full_clean()
        return made

    @property
    def is_nearly(self) -> bool:
        return bool(self.cleaned_data["nearly"])

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
        asked = searching.read(wanted["q"])
        if wanted["nearly"]:
            return rows.filter(pk__in=_first(asked.nearly))
        return rows.filter(pk__in=_first(asked.found)) if asked.has_beginnings else rows.filter(asked.found)

    def query(self) -> str:
        """The filter as it stands in an address, without the page."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def opened_from(self) -> str:
        """The same for what is opened from the list: never empty, so that work goes on in the list."""
        return self.query() or urlencode({"sort": "newest"})


def _first(found: Q) -> Any:
    """Those of a search, found before anything else is asked.

    Of whole words PostgreSQL knows how many texts have them. Of others it supposes so many that it would walk
    through all of a list to fill a page.
    """
    return Application.objects.filter(found).distinct().order_by().values("pk")
