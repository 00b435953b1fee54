"""Who may set, move and cancel interviews: the recruiters, and the hiring managers of the posting."""

from accounts.models import User
from applications.models import Application


def can_schedule(user: User, application: Application) -> bool:
    """A reader of the application is not enough; membership of its posting is."""
    if user.sees_everything:
        return True
    return user.is_hiring_manager and application.posting.memberships.filter(user=user).exists()
