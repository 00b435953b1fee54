"""Who has read what is told by the audit log; the list asks who has opened what at all."""

from datetime import timedelta

from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application
from audit import log
from audit.models import Entry
from screening.models import Opened

ONE_READING = timedelta(minutes=5)


def opened(application: Application, *, by: User, what: str) -> None:
    """`what`: "application.read" or "cv.downloaded"."""
    Opened.objects.bulk_create([Opened(application=application, user=by)], ignore_conflicts=True)
    log.record(what, by=by, obj=application, cv=application.cv_id)


def sent_ahead(application: Application, *, by: User) -> None:
    """A browser asked for it before its reader did. Once it is shown its page goes on with it (`went_on`)."""
    log.record("application.sent_ahead", by=by, obj=application, cv=application.cv_id)


def went_on(application: Application, *, by: User) -> None:
    """A part of it was looked at: that is one reading with what they opened in the last minutes."""
    theirs = Entry.objects.filter(object_type=application._meta.label_lower, object_id=str(application.pk))
    recent = theirs.filter(action="application.read", actor=log.actor_name(by), at__gt=Now() - ONE_READING)
    if not recent.exists():
        opened(application, by=by, what="application.read")
