"""One application as staff see it."""

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def address(application: Application) -> str:
    return f"/desk/applications/{application.code}/"


def test_smoke(client: Client, recruiter: User) -> None:
    application = ApplicationFactory()
    client.force_login(recruiter)
    for path in [
        "/desk/",
        address(application),
        "/desk/applications/",
        f"/desk/postings/{application.posting.slug}/board/",
        address(application) + "rejection/",
        address(application) + "proposals/",
        address(application) + "notes/",
    ]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert application.name in answer.content.decode() or path == "/desk/"
