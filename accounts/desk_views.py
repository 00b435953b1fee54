"""`/desk/settings/`: the organisation and its people, for administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import factors, own_sessions
from accounts import people as verbs
from accounts.forms import OrganisationForm, PersonForm
from accounts.models import Organisation, User
from accounts.organisation import change as change_organisation
from accounts.permissions import can_change_settings
from accounts.sessions import asks_again
from audit.log import source_of
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb

View = Callable[..., Any]


def administrators(view: View) -> View:
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> Any:
        if not can_change_settings(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@staff
@require_safe
@administrators
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "accounts/settings.html")


@staff
@form_view(OrganisationForm)
@administrators
def organisation(request: StaffRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        change_organisation(by=request.user, version=sent.version, **sent.data)
        messages.success(request, _("Saved."))
        return redirect(reverse("settings:organisation", fragment="organisation"))

    now = Organisation.current()
    options = {"instance": now}
    return FormPage("accounts/organisation.html", act, options=options, version=now.version, replaces=True)


@staff
@require_safe
@administrators
def people(request: StaffRequest) -> HttpResponse:
    return render(
        request, "accounts/people.html", {"people": User.objects.order_by("-is_active", "name", "id")}
    )


@staff
@form_view(PersonForm)
@administrators
@asks_again
def new_person(request: StaffRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        person = verbs.invite(**sent.data, by=request.user, source=source_of(request))
        said = _("{name} is invited; a mail is on its way.").format(name=person.name)
        messages.success(request, said)
        return redirect(reverse("settings:people", fragment=f"person-{person.pk}"))

    return FormPage("accounts/person.html", act)


@staff
@form_view(PersonForm)
@administrators
@asks_again
def person(request: StaffRequest, number: int) -> FormPage:
    person = get_object_or_404(User, pk=number)

    def act(sent: Sent) -> HttpResponse:
        verbs.change(person, **sent.data, by=request.user, version=sent.version, source=source_of(request))
        messages.success(request, _("Saved."))
        return redirect(reverse("settings:people", fragment=f"person-{person.pk}"))

    return FormPage(
        "accounts/person.html",
        act,
        context={
            "person": person,
            "may_change": verbs.may_change(person, by=request.user),
            "factors": factors.of(person),
        },
        options={"instance": get_object_or_404(User, pk=number)},  # the form writes on what it judges
        version=person.version,
        replaces=True,
    )


def _verb(act: Callable[..., Any], said: Any) -> View:
    """What is done with one press on the page of a person. `said` may name them: {name}."""

    def view(request: StaffRequest, number: int) -> HttpResponse:
        person = get_object_or_404(User, pk=number)
        act(person, by=request.user, source=source_of(request))
        messages.success(request, said.format(name=person.name))
        return redirect(reverse("settings:person", args=[number], fragment="account"))

    return staff(verb("settings:person", "number")(administrators(asks_again(view))))


invite_again = _verb(verbs.invite_again, gettext_lazy("A new link is on its way to {name}."))
close_account = _verb(verbs.close, gettext_lazy("The account of {name} is closed."))
reset_factor = _verb(factors.reset, gettext_lazy("The second factor of {name} is reset, and they are told."))
end_sessions = _verb(own_sessions.end_all, gettext_lazy("{name} is signed out everywhere."))
reopen_account = _verb(verbs.reopen, gettext_lazy("The account of {name} is open again."))
