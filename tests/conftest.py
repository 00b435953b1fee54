"""The cast, and what every test needs."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from core import circuit_breaker
from postings.page_cache import pages
from tests.browser import chromium, open_page  # noqa: F401  fixtures for whoever asks
from tests.valkey import broker_at, own_valkey  # noqa: F401  fixtures for whoever asks

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    circuit_breaker.close()
    cache.clear()
    pages.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real transactions empty every table afterwards, the audit log too, which it refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_never_emptied")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> None:
    """No collected files and no manifest are needed to render a page."""
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def make_user(role: str, name: str, **fields: Any) -> User:
    email = f"{name.lower().replace(' ', '.')}@staff.example"
    return User.objects.create_user(email, PASSWORD, name=name, role=role, **fields)


@pytest.fixture
def admin(db: None) -> User:
    return make_user("administrator", "Ada Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def recruiter(db: None) -> User:
    return make_user("recruiter", "Rita Recruiter")


@pytest.fixture
def manager(db: None) -> User:
    return make_user("hiring_manager", "Mads Manager")


@pytest.fixture
def outsider(db: None) -> User:
    """A hiring manager who belongs to no posting."""
    return make_user("hiring_manager", "Otto Outsider")


@pytest.fixture
def interviewer(db: None) -> User:
    return make_user("interviewer", "Ines Interviewer")


@pytest.fixture
def desk(client: Client, recruiter: User) -> Client:
    """The recruiter at the desk."""
    client.force_login(recruiter)
    return client
