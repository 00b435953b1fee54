"""The two kinds of link that are mailed to applicants: made, opened. Only a hash of each is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from applications.applying import holds, mailing
from applications.models import Candidate, Draft, Link
from mail.addresses import canonical

SIGN_IN_LASTS = timedelta(minutes=10)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_draft_link(draft: Draft) -> tuple[Link, str]:
    """Its row, and the address to be mailed. In the caller's transaction; the draft knows its receiver."""
    token = secrets.token_urlsafe(32)
    link = Link.objects.create(
        purpose=Link.Purpose.DRAFT,
        token_hash=hash_of(token),
        email_key=draft.email_key,
        draft=draft,
        expires_at=draft.posting.drafts_go_at or timezone.now(),
    )
    path = reverse("applications:apply_open", args=[draft.posting.slug, token])
    return link, settings.BASE_URL + path


def send_draft_link(draft: Draft) -> None:
    """In the caller's transaction."""
    link, url = new_draft_link(draft)
    mailing.queue_draft_link(draft, link, url=url)


@transaction.atomic
def send_sign_in_link(address: str) -> None:
    """To an address that we know, as we know it; for any other nothing happens, and nobody sees it."""
    key = canonical(address)
    known = _address_of_record(key)
    if known is None:
        return
    token = secrets.token_urlsafe(32)
    link = Link.objects.create(
        purpose=Link.Purpose.SIGN_IN,
        token_hash=hash_of(token),
        email_key=key,
        expires_at=Now() + Value(SIGN_IN_LASTS),
    )
    mailing.queue_sign_in_link(link, token=token, to=known)


def _address_of_record(key: str) -> str | None:
    applied = Candidate.objects.filter(email_key=key, applications__isnull=False)
    drafted = Draft.objects.filter(email_key=key)
    return applied.values_list("email", flat=True).first() or drafted.values_list("email", flat=True).first()


def is_usable_sign_in(token: str) -> bool:
    return _usable_sign_in(token).exists()


def use_sign_in(token: str) -> str | None:
    """The address that it opens, once: of two who press at the same time one gets it."""
    if not _usable_sign_in(token).update(used_at=Now()):
        return None
    return Link.objects.values_list("email_key", flat=True).get(token_hash=hash_of(token))


def _usable_sign_in(token: str) -> "QuerySet[Link]":
    return Link.objects.filter(
        purpose=Link.Purpose.SIGN_IN,
        token_hash=hash_of(token),
        used_at__isnull=True,
        expires_at__gt=Now(),
    )


def find_draft(token: str, *, slug: str) -> Draft | None:
    """The draft that a link opens, sent or not; it goes 48 hours after the deadline as it stands then."""
    link = (
        Link.objects.filter(
            purpose=Link.Purpose.DRAFT,
            token_hash=hash_of(token),
            email_key=F("draft__email_key"),
            draft__posting__slug=slug,
        )
        .select_related("draft__posting", "draft__application")
        .first()
    )
    if link is None or link.draft is None:
        return None
    goes_at = link.draft.posting.drafts_go_at
    return link.draft if goes_at and timezone.now() < goes_at else None


@transaction.atomic
def use_draft_link(token: str, *, slug: str) -> Draft | None:
    """Its mailbox has answered: from now on only the browser that opens it holds the draft."""
    draft = find_draft(token, slug=slug)
    if draft is None or not holds.take_over(Draft.objects.filter(pk=draft.pk, email_key=draft.email_key)):
        return None
    Link.objects.filter(token_hash=hash_of(token)).update(used_at=Now())
    draft.refresh_from_db(fields=["epoch", "proved_at"])
    return draft
