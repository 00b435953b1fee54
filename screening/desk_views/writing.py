"""`/desk/applications/<code>/write/`: choose a text, write, read it as it will go, and write it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import User
from applications.models import Application
from applications.permissions import can_write
from core import flash
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view
from mail import kinds
from mail.models import OutgoingMail
from screening import writing
from screening.desk_views.fetch import application_of, back, page_of
from screening.letter_forms import WriteForm
from screening.writing import AsItGoes, Text


def _writes(user: User, application: Application) -> bool:
    return can_write(user)


@staff
@require_GET
def begin(request: StaffRequest, code: str) -> HttpResponse:
    """On to the first of the texts for where it stands."""
    application = application_of(request, code, right=_writes)
    texts = writing.offered(application)
    return _to(request, application, texts[0]) if texts else _nobody_writes(request, application)


@staff
@form_view(WriteForm)
def write(request: StaffRequest, code: str, text: Text) -> FormPage | HttpResponse:
    application = application_of(request, code, right=_writes)
    texts = writing.offered(application)
    if text not in texts and request.method != "POST":  # what was typed under it comes back first
        return _to(request, application, texts[0]) if texts else _nobody_writes(request, application)
    subject, body = writing.words(application, text=text, by=request.user)
    untold = writing.is_untold(application.decision)
    waits = writing.waits_at(application.posting)

    def act(sent: Sent) -> HttpResponse:
        data = dict(sent.data)
        seen, token = data.pop("seen"), data["token"]
        if "change" in request.POST:
            return sent.shown_again()
        letter = AsItGoes.of(application, subject=data["subject"], body=data["body"])
        if "preview" in request.POST or seen != letter.version:
            earlier = writing.from_this_page(application, token=token)
            return sent.shown_again(letter=letter, earlier=earlier)
        mail = writing.write(application, text=text, by=request.user, version=sent.version, **data)
        _say(request, mail, leaves=writing.leaves_in_words(waits))
        return back(request, application, changed="history")

    context = {
        "application": application,
        "href": page_of(request, application),
        "texts": [(one, _label(one), _address(request, application, one)) for one in texts],
        "text": text,
        "decision": application.decision,
        "is_untold": untold,
        "leaves": writing.leaves_in_words(waits),
    }
    initial = {"subject": subject, "body": body, "token": writing.new_token()}
    return FormPage(
        "screening/write.html",
        act,
        context=context,
        options={"initial": initial, "asks_to_confirm": untold, "language": application.language},
        version=application.version,
    )


def _say(request: StaffRequest, mail: OutgoingMail, *, leaves: str) -> None:
    undo = reverse("mail:cancel", args=[mail.pk]) if mail.is_waiting else ""
    flash.done(request, leaves, undo=undo)


def _label(text: Text) -> Any:
    return kinds.get(text).label


def _address(request: StaffRequest, application: Application, text: Text) -> str:
    """With the list that the application was opened from still beside it."""
    query = request.GET.urlencode()
    address = reverse("screening:write_text", args=[application.code, text])
    return address + (f"?{query}" if query else "")


def _to(request: StaffRequest, application: Application, text: Text) -> HttpResponse:
    return HttpResponseRedirect(_address(request, application, text))


def _nobody_writes(request: StaffRequest, application: Application) -> HttpResponse:
    messages.warning(request, str(writing.SET_ASIDE))
    return HttpResponseRedirect(page_of(request, application) + "#decision")
