"""Settings: the reasons for rejections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.access import StaffRequest, staff
from core.errors import DomainError
from core.refusals import takes
from postings import reasons
from postings.forms.reasons import NewReasonForm, ReasonForm
from postings.models import Reason
from postings.permissions import can_keep_reasons


def _administrators_only(request: StaffRequest) -> None:
    if not can_keep_reasons(request.user):
        raise PermissionDenied


@staff
@require_http_methods(["GET", "POST"])
@takes(NewReasonForm)
def index(request: StaffRequest) -> HttpResponse:
    _administrators_only(request)
    form = NewReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reasons.add(form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            form.add_error("text", refusal.sentence)
        else:
            messages.success(request, "Added.")
            return redirect("postings:reasons")
    return render(request, "postings/desk/reasons.html", {"rows": Reason.objects.all(), "form": form})


@staff
@require_http_methods(["GET", "POST"])
@takes(ReasonForm)
def reason(request: StaffRequest, pk: int) -> HttpResponse:
    _administrators_only(request)
    row = get_object_or_404(Reason, pk=pk)
    form = ReasonForm(request.POST or None, instance=row)
    if form.is_valid():
        reasons.change(row, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("postings:reasons")
    return render(request, "postings/desk/reason.html", {"row": row, "form": form})
