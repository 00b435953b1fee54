import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def managers(client: Client, manager: User) -> Client:
    """The hiring manager at the desk."""
    client.force_login(manager)
    return client
