import pytest

from applications.models import Application
from tests.factories import ApplicationFactory


@pytest.fixture
def application() -> Application:
    return ApplicationFactory()
