"""“This was not me”: the link in a receipt, for whoever reads the mailbox that somebody else typed."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from applications.applying import contesting
from applications.models import Application
from applications.transitions import deciding
from core.access import applicant
from core.refusals import FormPage, Sent, form_view
from desk.my.applications import may_apply_again


@applicant
@form_view(Form)
def contest(request: HttpRequest, token: str) -> FormPage:
    """Looking at it changes nothing: mail scanners follow links. The button sets the application aside."""
    application = contesting.find(token)
    if application is None:
        raise Http404

    def act(sent: Sent) -> HttpResponse:
        deciding.contest(application)
        return redirect(reverse("desk:my_contest", args=[token], fragment="standing"))

    return FormPage("desk/my/contest.html", act, context=_context(application))


def _context(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "posting": application.posting,
        "is_possible": contesting.is_possible(application),
        "is_proved": application.proved_at is not None,
        "from_whom": application.from_whom,
        "may_apply_again": may_apply_again(application),
    }
