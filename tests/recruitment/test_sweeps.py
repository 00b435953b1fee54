"""A corrupted row stops nobody: one of three in each sweep, and what becomes of all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from core.models import SweepFailure
from tests.files.places import Folder
from tests.mail.kinds import RESEND, registered
from tests.recruitment.corrupted import SWEEPS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """Mails go into a folder, by one sender, and files into another one."""
    settings.EMAIL_URL, settings.DATA_DIR, settings.MAIL_SENDER_THREADS = "", tmp_path, 1
    where = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": Folder(where).options()}
    return where


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with registered(RESEND):
        yield


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.__name__)
def test_a_corrupted_row_stops_nobody(sweep: Any) -> None:
    case = sweep()
    things = case.make()
    case.corrupt(things[0])

    case.run()
    assert [case.is_done(thing) for thing in things] == [False, True, True]
    [attempts] = SweepFailure.objects.values_list("attempts", flat=True)
    assert attempts == 1

    case.run()  # it pauses
    assert SweepFailure.objects.get().attempts == 1

    case.repair(things[0])
    SweepFailure.objects.update(next_try_at=Now())
    case.run()
    assert [case.is_done(thing) for thing in things] == [True, True, True]
    assert not SweepFailure.objects.exists()
