"""`/desk/find/`: pages, postings, applications and people by a few letters, each with its address.

A page of its own, and what the palette (static/js/palette.js) shows of it.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Concat
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.permissions import can_change_settings
from applications.models import Application
from applications.models.application import ApplicationQuerySet
from core.access import StaffRequest, staff
from desk import menu
from postings.models import Posting
from postings.phase import phase
from screening import searching
from screening.search_forms import Words
from screening.searching import Asked, Folded, folded

MOST = 8  # of each kind
SHORTEST = 2  # letters; one would find everybody


@dataclass(frozen=True)
class Found:
    """`quiet` and `state`: what tells it from others of its name."""

    label: str
    href: str
    quiet: str = ""
    state: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Found]


class Find(Words):
    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        required=False,
        max_length=200,
        error_messages=Words.base_fields["q"].error_messages,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "form-control"}),
    )

    def clean_q(self) -> str:
        said = super().clean_q()
        terms = searching.read(said).terms
        if terms and all(term.is_without for term in terms):
            raise ValidationError(_("“-word” only leaves out: type what to look for, too."))
        return said


@staff
@require_GET
def find(request: StaffRequest) -> HttpResponse:
    asked = Find(request.GET)
    said = asked.cleaned_data["q"] if asked.is_valid() else ""
    groups = [] if asked.errors else _groups(request.user, said)
    page = {
        "form": asked,
        "said": said,
        "groups": groups,
        "total": sum(len(group.rows) for group in groups),
        "is_short": bool(said) and not _is_long_enough(searching.read(said)),
        "sees_postings": request.user.sees_everything or request.user.is_hiring_manager,
        "sees_people": can_change_settings(request.user),
        "elsewhere": f"{reverse('screening:list')}?{urlencode({'q': said})}" if said else "",
    }
    is_part = request.headers.get("X-Requested-With") == "fetch"
    return render(request, "desk/includes/found.html" if is_part else "desk/find.html", page)


def _groups(user: User, said: str) -> list[Group]:
    asked = searching.read(said)
    groups = [Group(_("Pages"), _pages(user, asked))]
    if _is_long_enough(asked):
        groups += [
            Group(_("Postings"), _postings(user, asked)),
            Group(_("Applications"), _applications(user, asked.by_name, asked)),
            Group(_("People who work here"), _people(user, asked)),
        ]
        if not any(group.rows for group in groups):
            groups.append(
                Group(_("Applications of nearly this name"), _applications(user, asked.nearly_by_name, asked))
            )
    return [group for group in groups if group.rows]


def _is_long_enough(asked: Asked) -> bool:
    runs = (searching.LETTERS.findall(term.text) for term in asked.terms if not term.is_without)
    return any(len(letters) >= SHORTEST for run in runs for letters in run)


def _pages(user: User, asked: Asked) -> list[Found]:
    entries = [*menu.rooms(user), *menu.settings_pages(user), *menu.own_pages(user)]
    words = [(folded(term.text), term.is_without) for term in asked.terms]
    return [
        Found(str(entry.label), entry.href, str(entry.about))
        for entry in entries
        if all((word in folded(str(entry.label))) != is_without for word, is_without in words)
    ]


def _postings(user: User, asked: Asked) -> list[Found]:
    rows = Posting.objects.visible_to(user).annotate(folded=Folded("title")).filter(_each(asked))
    is_archived = ExpressionWrapper(Q(state=Posting.State.ARCHIVED), output_field=BooleanField())
    now = timezone.now()
    return [
        Found(
            posting.title,
            reverse("postings:overview", args=[posting.slug]),
            posting.place,
            phase(posting, now=now).word,
        )
        for posting in rows.order_by(is_archived, "title", "id")[:MOST]
    ]


def _applications(user: User, condition: Q, asked: Asked) -> list[Found]:
    rows = named(user, condition, asked).select_related("posting", "stage")
    shown = rows.only("code", "name", "outcome", "posting__title", "stage__name")[:MOST]
    return [
        Found(
            application.name,
            reverse("desk:application", args=[application.code]),
            application.posting.title,
            application.get_outcome_display() or application.stage.name,
        )
        for application in shown
    ]


def named(user: User, condition: Q, asked: Asked) -> ApplicationQuerySet:
    """Names that begin so first, references last; the newest at the top of each."""
    begins = ExpressionWrapper(asked.begins_name, output_field=BooleanField())
    coded = ExpressionWrapper(Q(code__startswith=asked.reference or "-"), output_field=BooleanField())
    rows = Application.objects.visible_to(user).filter(pk__in=_first(condition, asked))
    return rows.annotate(begins=begins, coded=coded).order_by("-begins", "coded", "-submitted_at", "-id")


def _first(condition: Q, asked: Asked) -> Any:
    """Found before anything else is asked: an index stands behind the names, and one behind references."""
    named = Application.objects.filter(condition).order_by().values("pk")
    if not asked.reference:
        return named.distinct()
    return named.union(Application.objects.filter(code__startswith=asked.reference).order_by().values("pk"))


def _people(user: User, asked: Asked) -> list[Found]:
    """For those who may see the page of people."""
    if not can_change_settings(user):
        return []
    said = Folded(Concat(F("name"), Value(" "), F("email"), output_field=CharField()))
    rows = User.objects.annotate(folded=said).filter(_each(asked)).order_by("-is_active", "name", "id")
    return [
        Found(
            person.name,
            reverse("settings:person", args=[person.pk]),
            person.email,
            person.get_role_display() if person.is_active else _("Closed"),
        )
        for person in rows[:MOST]
    ]


def _each(asked: Asked) -> Q:
    """Every word stands in `folded`, and none that is left out."""
    conditions = ((Q(folded__contains=Folded(Value(term.text))), term.is_without) for term in asked.terms)
    return reduce(and_, (~found if is_without else found for found, is_without in conditions), Q())
