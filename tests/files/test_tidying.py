from pathlib import Path

import pytest
from django.conf import settings

from files import reading, store, tasks
from files.store.folder import TEMPORARY
from files.uploading import take
from tests.files.corpus import sample
from tests.files.places import Folder, Place

pytestmark = pytest.mark.django_db


def test_old_bytes_without_a_row_go(place: Place) -> None:
    """D1: the orphans of a crash, and nothing else."""
    stored = take(sample("s35").upload())
    reading.read(stored.pk)
    orphan = store.keep(b"nobody's")
    place.age()
    young = store.keep(b"its row is being written")

    tasks.tidy()

    assert place.kept() == {stored.key, young, *stored.pages.values_list("key", flat=True)}
    assert orphan not in place.kept()


@pytest.mark.parametrize("minutes", [59, 61])
def test_what_is_an_hour_old_goes(minutes: int, place: Place) -> None:
    """D1: it runs every hour, so nothing that belongs to nobody is older than two hours."""
    store.keep(b"nobody's")
    place.age(minutes=minutes)

    tasks.tidy()

    assert bool(place.kept()) == (minutes < 60)
    beat = settings.CELERY_BEAT_SCHEDULE
    assert [one["schedule"] for one in beat.values() if one["task"] == "files.tasks.tidy"] == [3600]


def test_what_a_crash_left_half_written_goes_too(root: Path) -> None:
    folder = Folder(root)
    folder.lay_down(f"{TEMPORARY}/{'ab' * 16}", b"half")
    folder.age()

    tasks.tidy()

    assert folder.kept() == set()
