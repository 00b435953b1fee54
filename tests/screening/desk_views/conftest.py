import pytest

from accounts.models import User
from applications.models import Application
from tests.factories import ApplicationFactory, MembershipFactory


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    """Of the manager's posting; the interviewer reads it."""
    made = ApplicationFactory(name="Amina Example")
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    return made
