"""Settings: the reasons for rejections."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.access import staff
from core.errors import DomainError
from core.typed import typed_in
from postings import reasons
from postings.forms.reasons import NewReasonForm, ReasonForm
from postings.models import Reason
from postings.permissions import can_keep_reasons
from postings.views.desk import person


def _administrator(request: HttpRequest) -> Any:
    user = person(request)
    if not can_keep_reasons(user):
        raise PermissionDenied
    return user


@staff
@require_http_methods(["GET", "POST"])
@typed_in(NewReasonForm)
def index(request: HttpRequest) -> HttpResponse:
    by = _administrator(request)
    form = NewReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reasons.add(form.cleaned_data["text"], by=by)
        except DomainError as refusal:
            form.add_error("text", refusal.sentence)
        else:
            messages.success(request, "Added.")
            return redirect("postings:reasons")
    return render(request, "postings/desk/reasons.html", {"rows": Reason.objects.all(), "form": form})


@staff
@require_http_methods(["GET", "POST"])
@typed_in(ReasonForm)
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    by = _administrator(request)
    row = get_object_or_404(Reason, pk=pk)
    form = ReasonForm(request.POST or None, instance=row)
    if form.is_valid():
        reasons.change(row, by=by, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("postings:reasons")
    return render(request, "postings/desk/reason.html", {"row": row, "form": form})
