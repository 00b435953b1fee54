"""What a member of staff may do to a posting that they can see."""

from accounts.models import User
from postings.models import Posting


def can_create(user: User) -> bool:
    return user.sees_everything


def can_edit(user: User, posting: Posting) -> bool:
    """Create, edit, publish, close, and the team: recruiters and administrators."""
    return user.sees_everything


def can_keep_reasons(user: User) -> bool:
    """Settings are the administrators'."""
    return user.is_administrator
