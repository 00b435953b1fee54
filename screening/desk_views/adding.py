"""Adding somebody by hand to a posting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.applying import adding
from applications.models import Application
from applications.permissions import can_add
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view
from postings.models import Posting
from screening.forms import AddForm


@staff
@form_view(AddForm)
def add(request: StaffRequest, slug: str) -> FormPage:
    postings: Any = Posting.objects.visible_to(request.user).annotate(clock=Now())
    posting = get_object_or_404(postings, slug=slug)
    if not can_add(request.user, posting):
        raise PermissionDenied

    def act(sent: Sent) -> HttpResponse:
        try:
            application = adding.add(posting, by=request.user, **sent.data)
        except adding.Stands as refusal:
            return _shown_beside(request, sent, refusal)
        added = _("{name} is added. A letter tells them what we hold and from whom.")
        messages.success(request, added.format(name=application.name))
        return HttpResponseRedirect(reverse("desk:application", args=[application.code], fragment="who"))

    is_late = adding.is_over(posting, now=posting.clock)
    context = {"posting": posting, "is_late": is_late, "refused": adding.refuses(posting)}
    return FormPage("screening/add.html", act, context=context, options={"is_late": is_late})


def _shown_beside(request: StaffRequest, sent: Sent, refusal: adding.Stands) -> HttpResponse:
    """With the way to the one that stands, for whoever may see it."""
    mine = Application.objects.visible_to(request.user).filter(pk=refusal.application.pk)
    sent.form.add_error(refusal.field, refusal.sentence)
    return sent.shown_again(status=refusal.status, standing=mine.first())
