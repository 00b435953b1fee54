"""Coming in by a link in an e-mail. What is answered does not tell whether an address is known."""

from typing import Any

from django.contrib import messages
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications.applying import applicant_session, draft_cookie, links, submitting
from applications.models import Application, Draft
from core import rate_limits
from core.access import applicant
from core.errors import TooMany
from core.refusals import SEND_AGAIN, takes
from desk.my.forms import AddressForm
from desk.my.standing import standings
from mail.addresses import canonical

LINKS_AN_HOUR = 3
TOO_MANY = (
    "Three links were asked for with this address in the last hour. Use the newest of them, or wait an hour."
)


def _ask(request: HttpRequest, form: AddressForm, *, code: int = 200, **more: object) -> HttpResponse:
    return render(request, "desk/my/sign_in.html", {"form": form, **more}, status=code)


def _ask_again(request: HttpRequest) -> HttpResponse:
    return _ask(request, AddressForm(request.POST), notice=SEND_AGAIN)


@applicant
@takes(None, given_back=_ask_again)
@require_http_methods(["GET", "HEAD", "POST"])
def my(request: HttpRequest) -> HttpResponse:
    """The overview for whoever is signed in; for everybody else the way in."""
    if request.method == "POST":
        return _send_link(request)
    address = applicant_session.address_of(request)
    if address:
        return _overview(request, address)
    known = draft_cookie.last_of(request)
    return _ask(request, AddressForm(initial={"email": known.email if known else ""}))


def _send_link(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, code=400)
    address = form.cleaned_data["email"]
    try:
        rate_limits.hit("sign-in-link", canonical(address), limit=LINKS_AN_HOUR, sentence=TOO_MANY)
    except TooMany as error:
        form.add_error("email", error.sentence)
        answer = _ask(request, form, code=429)
        answer["Retry-After"] = str(rate_limits.HOUR)
        return answer
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
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up: mail scanners follow links. The button does, once."""
    if request.method != "POST":
        usable = links.is_usable_sign_in(token)
        page = "desk/my/link.html" if usable else "desk/my/link_over.html"
        return render(request, page, {"form": AddressForm()}, status=200 if usable else 410)
    address = links.use_sign_in(token)
    if address is None:
        return render(request, "desk/my/link_over.html", {"form": AddressForm()}, status=410)
    applicant_session.sign_in(request, address=address)
    return redirect("desk:my")


@applicant
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    applicant_session.sign_out(request)
    messages.success(request, "You are signed out.")
    return redirect("desk:my")
