"""What colleagues write about an application."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from audit import log
from core.errors import DomainError
from screening.models import Note


def note(application: Application, *, body: str, by: User) -> Note:
    body = body.strip()
    if not body:
        raise DomainError(_("An empty note says nothing; write something first."))
    with transaction.atomic():
        written = Note.objects.create(application=application, author=by, body=body)
        log.record("application.noted", by=by, obj=application, note=written.pk)
    return written
