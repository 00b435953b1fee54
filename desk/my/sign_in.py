"""Coming in by a link in an e-mail. What is answered does not tell whether an address is known."""

from typing import Any

from django.contrib import messages
from django.db.models.functions import Now
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.applying import applicant_session, draft_cookie, links, submitting
from applications.models import Application, Draft
from core import known_browsers, rate_limits
from core.access import applicant
from core.refusals import FormPage, Sent, form_view, verb
from desk.my.forms import AddressForm
from desk.my.standing import standings

TOO_MANY = gettext_lazy(
    "Too many links were asked for in the last hour. Use the newest one in your mailbox, or wait an hour."
)


@applicant
@form_view(AddressForm)
def my(request: HttpRequest) -> FormPage | HttpResponse:
    """The overview for whoever is signed in; for everybody else the way in."""
    address = applicant_session.address_of(request)
    if address and request.method != "POST":
        return _overview(request, address)
    known = draft_cookie.last_of(request)
    options = {"initial": {"email": known.email if known else ""}}
    return FormPage("desk/my/sign_in.html", lambda sent: _send_link(request, sent), options=options)


def _send_link(request: HttpRequest, sent: Sent) -> HttpResponse:
    address = sent.data["email"]
    who = applicant_session.name_of(address)
    rate_limits.hit_mail(request, "sign-in-link", to=who, sentence=str(TOO_MANY), field="email")
    links.send_sign_in_link(address)
    return render(request, "desk/my/asked.html", {"address": address})


def _overview(request: HttpRequest, address: str) -> HttpResponse:
    theirs = Application.objects.of_address(address).with_decision()
    entries = standings(theirs.select_related("posting", "stage"))
    unsent = Draft.objects.unsent().of_address(address).annotate(clock=Now()).select_related("posting")
    drafts: Any = unsent.order_by("posting__closes_at", "pk")
    for draft in drafts:
        draft.closed = submitting.closed(draft.posting, now=draft.clock)
    context = {"address": address, "drafts": drafts, "entries": entries}
    return render(request, "desk/my/overview.html", context)


@applicant
@form_view(Form)
def sign_in(request: HttpRequest, token: str) -> FormPage | HttpResponse:
    """Looking uses nothing up: mail scanners follow links. The button does, once."""
    if not links.is_usable_sign_in(token):
        return _over(request)

    def act(sent: Sent) -> HttpResponse:
        address = links.use_sign_in(token)
        if address is None:
            return _over(request)
        applicant_session.sign_in(request, address=address)
        return known_browsers.remember(request, redirect("desk:my"), applicant_session.name_of(address))

    return FormPage("desk/my/link.html", act)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/my/link_over.html", {"form": AddressForm()}, status=410)


@applicant
@verb("desk:my")
def sign_out(request: HttpRequest) -> HttpResponse:
    applicant_session.sign_out(request)
    messages.success(request, _("You are signed out."))
    return redirect("desk:my")
