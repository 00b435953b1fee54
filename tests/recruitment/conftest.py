"""The whole world of the table of routes, built once a module; each request is rolled back to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Whole, because a request is compared with all that it might have touched."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World().whole()
        transaction.set_rollback(True)
