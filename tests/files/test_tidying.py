from pathlib import Path

import pytest

from files import reading, store, tasks
from files.uploading import take
from tests.files.ageing import age
from tests.files.corpus import sample

pytestmark = pytest.mark.django_db


def test_old_bytes_without_a_row_go(root: Path) -> None:
    """D1: the orphans of a crash, and nothing else."""
    stored = take(sample("s35").upload())
    reading.read(stored.pk)
    orphan = store.put(b"nobody's")
    age(root)
    young = store.put(b"its row is being written")

    tasks.tidy()

    left = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert left == {stored.key, young, *stored.pages.values_list("key", flat=True)}
    assert orphan not in left


def test_what_a_crash_left_half_written_goes_too(root: Path) -> None:
    (root / store.TEMPORARY).mkdir(parents=True)
    (root / store.TEMPORARY / "ab12").write_bytes(b"half")
    age(root)

    tasks.tidy()

    assert list((root / store.TEMPORARY).iterdir()) == []
