"""A CV that is replaced at the moment at which its pages are written."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection

from files import reading, store
from files.models import PageImage, StoredFile
from files.uploading import forget
from tests.files.corpus import taken
from tests.files.places import Place
from tests.races import before_statement
from tests.without import without_locks

pytestmark = pytest.mark.django_db


def forgotten_while_pages_are_written() -> list[Exception]:
    """A CV is replaced at the moment at which a worker writes its pages down; what was raised by either."""
    stored = taken("s01")
    leased = reading._lease(stored.pk)
    assert leased is not None
    with store.open_(stored.key) as file:
        said = reading.sandbox.read(b"P", file)
    raised: list[Exception] = []

    def catching(act: Callable[..., Any], *arguments: Any) -> None:
        try:
            act(*arguments)
        except Exception as error:  # noqa: BLE001  what is raised is the answer
            raised.append(error)

    def keep() -> None:
        catching(reading._keep, leased, said)
        connection.close()

    keeping = Thread(target=keep)

    def meanwhile() -> None:
        keeping.start()
        keeping.join(1)  # with the lock it waits for us

    with before_statement('DELETE FROM "files_storedfile"', meanwhile):
        catching(forget, stored)
    keeping.join()
    assert not raised or not isinstance(raised[0], AssertionError)
    return raised


@pytest.mark.django_db(transaction=True)
def test_a_cv_that_is_replaced_while_its_pages_are_written(place: Place) -> None:
    """And neither row nor page nor byte of it is left."""
    assert forgotten_while_pages_are_written() == []

    assert not StoredFile.objects.exists()
    assert not PageImage.objects.exists()
    assert place.kept() == set()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_its_pages_come_after_it() -> None:
    with without_locks(StoredFile):
        [error] = forgotten_while_pages_are_written()

    assert isinstance(error, IntegrityError)
