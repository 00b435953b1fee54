"""The list of applications: what is asked for in its address, and in which order. Every key is mapped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application, Decision, Reader
from applications.models.application import ApplicationQuerySet
from applications.outcomes import Outcome
from applications.sources import Source
from core.paging import Order, words
from postings.models import Posting, Reason, Stage
from screening import answer_choices, searching
from screening.filter_words import WAITING, named
from screening.models import Opened
from screening.search_forms import Words

BIGGEST = 2**63 - 1  # an id
ORDERS = {
    "newest": Order("submitted_at", _("newest first"), down=True),
    "oldest": Order("submitted_at", _("oldest first")),
    "waiting": Order("stage_since", _("longest in their stage first")),
    "name": Order("name", _("by name"), parse=words),
}
UNTOLD = ("untold", _("Decided, untold"))
OUTCOMES = [("", _("Any outcome")), ("live", _("No outcome yet")), *Outcome.choices, UNTOLD]


@dataclass(frozen=True)
class Chip:
    """One filter that is used: what it is called, what was chosen, and the list's query without it."""

    label: str | Promise
    chosen: str
    without: str


class Filter(Words):
    """Read from the address; `rows()` are the applications that fit, not ordered yet.

    What the search box says by a key (`posting:it`) is taken out of it and is a filter like the others.
    """

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
    reason = forms.IntegerField(
        label=_("Reason"), required=False, min_value=1, max_value=BIGGEST, widget=forms.Select
    )
    waiting = forms.TypedChoiceField(label=_("In their stage"), coerce=int, required=False)
    reader = forms.IntegerField(
        label=_("On the panel"), required=False, min_value=1, max_value=BIGGEST, widget=forms.Select
    )
    answer = forms.RegexField(
        r"^[1-9]\d{0,17}\.(yes|no|\d{1,3})$",
        label=_("Answer"),
        required=False,
        max_length=30,
        widget=forms.Select,
    )
    unread = forms.BooleanField(label=_("Not opened by me"), required=False)
    source = forms.ChoiceField(
        label=_("Source"), choices=[("", _("Any source")), *Source.choices], required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"), choices=[(key, order.label) for key, order in ORDERS.items()], required=False
    )
    # The code of one of their applications.
    person = forms.SlugField(label=_("Sent by"), max_length=8, required=False, widget=forms.HiddenInput)
    # Set where the words were found nowhere, and names that are nearly like them are shown.
    nearly = forms.BooleanField(label="", required=False, widget=forms.HiddenInput)

    ALWAYS = ("q", "posting", "stage", "outcome", "sort")
    MORE = ("reason", "waiting", "reader", "answer", "source", "unread")

    def __init__(self, data: Mapping[str, str], *, user: User) -> None:
        given = {name: data[name] for name in self.base_fields if data.get(name)}
        mine = Application.objects.visible_to(user)
        postings = Posting.objects.filter(Exists(mine.filter(posting=OuterRef("pk"))))
        said = searching.read(given.get("q", ""), keys=named.keys())
        self.unknown = []
        for key, text in said.filters.items():
            if value := named[key](text, postings):
                given[key] = value
            else:
                self.unknown.append(f"{key}:{text}")
        if said.filters and not self.unknown:
            given["q"] = said.rest
        super().__init__(given)
        self.user = user
        fields: dict[str, Any] = self.fields
        if isinstance(fields["posting"], forms.ModelChoiceField):
            fields["posting"].queryset = postings.only("slug", "title", "state").order_by("title")
        fields["waiting"].choices = [("", _("For any time")), *self._times()]
        for name in ("reason", "reader", "answer"):  # asked for where they are shown
            fields[name].widget.choices = CallableChoiceIterator(getattr(self, f"_{name}s"))

    def _reasons(self) -> list[tuple[object, object]]:
        return [("", gettext("Any reason")), *Reason.objects.values_list("pk", "text")]

    def _readers(self) -> list[tuple[object, object]]:
        reads = Reader.objects.filter(application__in=Application.objects.visible_to(self.user))
        people = User.objects.filter(pk__in=reads.values("user")).order_by("name")
        return [("", gettext("Anybody")), *people.values_list("pk", "name")]

    def _answers(self) -> list[tuple[object, object]]:
        """By question, of the posting that is chosen."""
        questions = answer_choices.questions_of(self.data.get("posting", ""))
        return [("", gettext("Any answer")), *((one.text, answer_choices.of(one)) for one in questions)]

    def _times(self) -> Iterator[tuple[int, str]]:
        return ((days, gettext("{count} days or longer").format(count=days)) for days in WAITING)

    def clean_q(self) -> str:
        if self.unknown:
            sentence = gettext("“{words}” names nothing that is here, or more than one thing.")
            raise forms.ValidationError(sentence.format(words=self.unknown[0]))
        return super().clean_q()

    @property
    def words(self) -> list[str]:
        """Those that a hit is marked by."""
        return searching.read(self.cleaned_data["q"]).words

    def made_nearly(self) -> "Filter":
        """The same for names that are nearly like the words; to be asked where nothing was found."""
        made = Filter({**self.data, "nearly": "on"}, user=self.user)
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
        return any(self.cleaned_data[name] for name in (*self.ALWAYS, *self.MORE, "person") if name != "sort")

    @property
    def shows_more(self) -> bool:
        return any(self.data.get(name) for name in self.MORE)

    @property
    def shows_one_state(self) -> bool:
        """Every row would say the same of where it stands."""
        wanted = self.cleaned_data
        return wanted["outcome"] in Outcome.values or bool(wanted["stage"] and wanted["outcome"] == "live")

    @property
    def chips(self) -> list[Chip]:
        used = [name for name in ("person", *self.ALWAYS, *self.MORE) if name not in {"q", "sort"}]
        return [
            Chip(self.fields[name].label or "", self._in_words(name), self._query(but=name))
            for name in used
            if self.cleaned_data[name]
        ]

    def _in_words(self, name: str) -> str:
        """What was chosen, as the field shows it."""
        value = self.data[name]
        if name == "unread":
            return ""
        if name == "posting":
            return str(self.cleaned_data[name])
        if name == "person":
            one = self._by_code(value).only("name").first()
            return one.name if one else value
        for key, label in self[name].field.widget.choices:
            if str(key) == value:
                return str(label)
            if isinstance(label, list):  # the answers to one question
                for each, text in label:
                    if each == value:
                        return f"{key} {text}"
        return value

    def rows(self) -> ApplicationQuerySet:
        rows = self._of_posting(Application.objects.visible_to(self.user))
        wanted = self.cleaned_data
        if wanted["outcome"] == "untold":
            rows = rows.untold()
        elif wanted["outcome"]:
            rows = rows.filter(outcome="" if wanted["outcome"] == "live" else wanted["outcome"])
        if wanted["person"]:
            rows = rows.filter(candidate__in=self._by_code(wanted["person"]).values("candidate"))
        for condition in self._more():
            rows = rows.filter(condition)
        asked = searching.read(wanted["q"])
        if wanted["nearly"]:
            return rows.filter(pk__in=_first(asked.nearly))
        return rows.filter(pk__in=_first(asked.found)) if asked.has_beginnings else rows.filter(asked.found)

    def _by_code(self, code: str) -> ApplicationQuerySet:
        return Application.objects.visible_to(self.user).filter(code=code).order_by()

    def _of_posting(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        posting, stage = self.cleaned_data["posting"], self.cleaned_data["stage"]
        if posting:
            rows = rows.filter(posting=posting)
        if posting and stage:  # by their ids, so that one index finds and sorts them
            return rows.filter(stage__in=list(posting.stages.filter(kind=stage)))
        return rows.filter(stage__kind=stage) if stage else rows

    def _more(self) -> Iterator[Any]:
        wanted, this = self.cleaned_data, OuterRef("pk")
        if wanted["reason"]:
            standing = Decision.objects.standing().filter(application=this)
            yield Exists(standing.filter(reason=wanted["reason"]))
        if wanted["waiting"]:
            yield Q(outcome="", stage_since__lte=Now() - timedelta(days=wanted["waiting"]))
        if wanted["reader"]:
            reads = Reader.objects.filter(application=this, user=wanted["reader"])
            yield Exists(reads.filter(Q(until=None) | Q(until__gt=Now())))
        if wanted["answer"]:
            yield Exists(answer_choices.given(wanted["answer"]).filter(application=this))
        if wanted["source"]:
            yield Q(source=wanted["source"])
        if wanted["unread"]:
            yield ~Exists(Opened.objects.filter(application=this, user=self.user))

    def query(self) -> str:
        """The filter as it stands in an address, without the page."""
        return self._query()

    def _query(self, *, but: str = "") -> str:
        gone = {but, "answer"} if but == "posting" else {but}  # an answer is one of a posting's
        return urlencode({name: value for name, value in self.data.items() if value and name not in gone})

    def opened_from(self) -> str:
        """The same for what is opened from the list: never empty, so that work goes on in the list."""
        return self.query() or urlencode({"sort": "newest"})


class Unchecked(Filter):
    """For many at once: asks nothing before it is asked for its rows. A posting that is gone finds nobody."""

    posting = forms.SlugField(required=False, max_length=200)  # type: ignore[assignment]  # a word, and no choice

    def _of_posting(self, rows: ApplicationQuerySet) -> ApplicationQuerySet:
        wanted = self.cleaned_data
        given = {"posting__slug": wanted["posting"], "stage__kind": wanted["stage"]}
        return rows.filter(**{name: value for name, value in given.items() if value})


def _first(found: Q) -> Any:
    """Those of a search, found before anything else is asked.

    Of whole words PostgreSQL knows how many texts have them. Of others it supposes so many that it would walk
    through all of a list to fill a page.
    """
    return Application.objects.filter(found).distinct().order_by().values("pk")
