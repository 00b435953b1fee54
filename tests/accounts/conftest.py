from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from tests.accounts.provider import CLIENT, SECRET, Provider


@pytest.fixture
def provider(settings: Any, recruiter: User) -> Iterator[Provider]:
    """Knows the recruiter by their address."""
    with Provider() as provider:
        settings.OIDC_URL, settings.OIDC_CLIENT_ID, settings.OIDC_SECRET = provider.url, CLIENT, SECRET
        settings.OIDC_NAME = "Example ID"
        provider.person = {"sub": "4711", "email": recruiter.email, "email_verified": True}
        yield provider
