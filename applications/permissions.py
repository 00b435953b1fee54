"""What a member of staff may do to an application that they can see (`visible_to` has said that they can)."""

from accounts.models import User
from applications.models import Application
from postings.models import Posting


def works_on(user: User, posting: Posting) -> bool:
    """Recruiters and administrators work on every posting, hiring managers on those they belong to."""
    if user.sees_everything:
        return True
    return user.is_hiring_manager and posting.memberships.filter(user=user).exists()


def can_move(user: User, application: Application) -> bool:
    return works_on(user, application.posting)


def can_add(user: User, posting: Posting) -> bool:
    """Somebody whose CV came in another way than by the careers site."""
    return works_on(user, posting)


def can_propose(user: User, application: Application) -> bool:
    return works_on(user, application.posting)


def can_decide(user: User) -> bool:
    """Hire, reject and the other decisions, undo them, say that they were told, and answer a proposal."""
    return user.sees_everything


def can_write(user: User) -> bool:
    """Write a letter to its applicant: whoever may hold, change and release letters."""
    return user.sees_everything


def can_tell_apart(user: User) -> bool:
    """See who looks like one person, and say that they are two: it tells of people in every posting."""
    return user.sees_everything


def can_note(user: User, application: Application) -> bool:
    """Everybody who sees an application may note: who reads it for an interview, while they do."""
    return Application.objects.visible_to(user).filter(pk=application.pk).exists()


def can_see_cv(user: User, application: Application) -> bool:
    return can_note(user, application)


def can_read_cv_again(user: User, application: Application) -> bool:
    """Not that its pages are looked at, but that they are made."""
    return works_on(user, application.posting)
