"""Two people who look like one: a recruiter says that they are two, or takes it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.permissions import can_tell_apart
from core import flash
from core.access import StaffRequest, staff
from core.refusals import verb
from screening import look_alikes
from screening.desk_views.fetch import application_of, back


def _tells_apart(user: User, application: Application) -> bool:
    return can_tell_apart(user)


@staff
@verb("desk:application", "code")
def tell_apart(request: StaffRequest, code: str, other: str) -> HttpResponse:
    application = application_of(request, code, right=_tells_apart)
    stranger = application_of(request, other)
    look_alikes.tell_apart(application, stranger, by=request.user)
    query = request.GET.urlencode()
    undo = reverse("screening:take_back_apart", args=[code, other]) + (f"?{query}" if query else "")
    said = _("{name} and {other} are two people.")
    flash.done(request, said.format(name=application.name, other=stranger.name), undo=undo)
    return back(request, application, changed="others")


@staff
@verb("desk:application", "code")
def take_back(request: StaffRequest, code: str, other: str) -> HttpResponse:
    application = application_of(request, code, right=_tells_apart)
    stranger = application_of(request, other)
    look_alikes.take_back(application, stranger, by=request.user)
    said = _("{name} and {other} may be the same person again.")
    messages.success(request, said.format(name=application.name, other=stranger.name))
    return back(request, application, changed="others")
