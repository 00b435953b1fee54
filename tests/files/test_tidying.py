from pathlib import Path

import pytest

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


def test_what_a_crash_left_half_written_goes_too(root: Path) -> None:
    folder = Folder(root)
    folder.lay_down(f"{TEMPORARY}/{'ab' * 16}", b"half")
    folder.age()

    tasks.tidy()

    assert folder.kept() == set()
