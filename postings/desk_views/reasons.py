"""Settings: the reasons for rejections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view
from postings import reasons
from postings.forms.reasons import NewReasonForm, ReasonForm
from postings.models import Reason
from postings.permissions import can_keep_reasons


def _administrators_only(request: StaffRequest) -> None:
    if not can_keep_reasons(request.user):
        raise PermissionDenied


def _at(row: Reason) -> HttpResponse:
    return redirect(reverse("postings:reasons", fragment=f"reason-{row.pk}"))


@staff
@form_view(NewReasonForm)
def index(request: StaffRequest) -> FormPage:
    _administrators_only(request)

    def act(sent: Sent) -> HttpResponse:
        added = reasons.add(sent.data["text"], by=request.user)
        messages.success(request, _("Added."))
        return _at(added)

    return FormPage("postings/desk/reasons.html", act, context={"rows": Reason.objects.all()})


@staff
@form_view(ReasonForm)
def reason(request: StaffRequest, pk: int) -> FormPage:
    _administrators_only(request)
    row = get_object_or_404(Reason, pk=pk)

    def act(sent: Sent) -> HttpResponse:
        reasons.change(row, by=request.user, version=sent.version, **sent.data)
        messages.success(request, _("Saved."))
        return _at(row)

    return FormPage(
        "postings/desk/reason.html",
        act,
        context={"row": row},
        options={"instance": get_object_or_404(Reason, pk=pk)},  # the form writes on what it judges
        version=row.version,
        replaces=True,
    )
