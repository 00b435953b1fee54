"""Links to drafts that somebody in a browser asks for, as many as `rate_limits` lets them."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from applications.applying import applicant_session, links
from applications.models import Draft
from core import rate_limits
from core.errors import TooMany

NOT_NOW = "earlier"  # what the address of the next page says if none went


def send_draft_link(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Leads to the page that says where to look: for this one, or for one of before."""
    where = reverse("applications:apply_left", args=[draft.posting.slug])
    try:
        rate_limits.hit_mail(request, "draft-link", to=applicant_session.name_of(draft.email), sentence="")
    except TooMany:
        return redirect(f"{where}?link={NOT_NOW}")
    with transaction.atomic():
        links.send_draft_link(draft)
    return redirect(where)


def state(request: HttpRequest, draft: Draft) -> str:
    """What to say of the link to a draft that was left: "new", "earlier" (none went now), or "none"."""
    if not draft.links.filter(email_key=draft.email_key).exists():
        return "none"
    return NOT_NOW if request.GET.get("link") == NOT_NOW else "new"
