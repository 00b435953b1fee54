"""`/desk/settings/`: the organisation and its people, for administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import people as verbs
from accounts.forms import OrganisationForm, PersonForm
from accounts.models import Organisation, User
from accounts.organisation import change as change_organisation
from accounts.permissions import can_change_settings
from core.access import StaffRequest, staff
from core.refusals import SEND_AGAIN, takes

View = Callable[..., HttpResponse]


def administrators(view: View) -> View:
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_change_settings(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@staff
@require_safe
@administrators
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "accounts/settings.html")


def _organisation_page(request: StaffRequest, form: OrganisationForm, *, refused: str = "") -> HttpResponse:
    return render(request, "accounts/organisation.html", {"form": form, "refused": refused})


@administrators
def _organisation_again(request: StaffRequest) -> HttpResponse:
    form = OrganisationForm(request.POST, instance=Organisation.current())
    return _organisation_page(request, form, refused=str(SEND_AGAIN))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@takes(OrganisationForm, given_back=_organisation_again)
@administrators
def organisation(request: StaffRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, instance=Organisation.current())
    if request.method == "POST" and form.is_valid():
        change_organisation(by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("settings:organisation")
    return _organisation_page(request, form)


@staff
@require_safe
@administrators
def people(request: StaffRequest) -> HttpResponse:
    return render(
        request, "accounts/people.html", {"people": User.objects.order_by("-is_active", "name", "id")}
    )


def _person_page(
    request: StaffRequest, form: PersonForm, *, person: User | None, refused: str = ""
) -> HttpResponse:
    return render(request, "accounts/person.html", {"form": form, "person": person, "refused": refused})


@administrators
def _new_person_again(request: StaffRequest) -> HttpResponse:
    return _person_page(request, PersonForm(request.POST), person=None, refused=str(SEND_AGAIN))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@takes(PersonForm, given_back=_new_person_again)
@administrators
def new_person(request: StaffRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = verbs.invite(**form.cleaned_data, by=request.user)
        messages.success(request, f"{person.name} is invited. The link to set a password is on its way.")
        return redirect("settings:people")
    return _person_page(request, form, person=None)


@administrators
def _person_again(request: StaffRequest, number: int) -> HttpResponse:
    person = get_object_or_404(User, pk=number)
    form = PersonForm(request.POST, instance=get_object_or_404(User, pk=number))
    return _person_page(request, form, person=person, refused=str(SEND_AGAIN))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@takes(PersonForm, given_back=_person_again)
@administrators
def person(request: StaffRequest, number: int) -> HttpResponse:
    person = get_object_or_404(User, pk=number)
    form = PersonForm(request.POST or None, instance=get_object_or_404(User, pk=number))
    if request.method == "POST" and form.is_valid():
        verbs.change(person, **form.cleaned_data, by=request.user)
        messages.success(request, "Saved.")
        return redirect("settings:people")
    return _person_page(request, form, person=person)


def _verb(act: Callable[..., Any], said: str) -> View:
    """What is done with one press on the page of a person. `said` may name them: {name}."""

    def view(request: StaffRequest, number: int) -> HttpResponse:
        person = get_object_or_404(User, pk=number)
        act(person, by=request.user)
        messages.success(request, said.format(name=person.name))
        return redirect("settings:person", number)

    return staff(require_POST(administrators(view)))


invite_again = _verb(verbs.invite_again, "A new link is on its way to {name}.")
close_account = _verb(verbs.close, "The account of {name} is closed.")
reopen_account = _verb(verbs.reopen, "The account of {name} is open again.")
