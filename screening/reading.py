"""Who has read what is told by the audit log."""

from accounts.models import User
from applications.models import Application
from audit import log


def opened(application: Application, *, by: User, what: str) -> None:
    """`what`: "application.read" or "cv.downloaded"."""
    log.record(what, by=by, obj=application, cv=application.cv_id)
