"""Who may set, move and cancel interviews: the recruiters, and the hiring managers of the posting."""

from accounts.models import User
from applications.models import Application
from applications.permissions import works_on


def can_schedule(user: User, application: Application) -> bool:
    """A reader of the application is not enough; membership of its posting is."""
    return works_on(user, application.posting)
