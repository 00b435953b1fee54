"""D1: a process that stores a file is killed, by SIGKILL, between every two steps of it."""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from files import tasks, uploading
from files.models import StoredFile
from tests.files import crash_lab
from tests.files.ageing import age
from tests.files.corpus import sample
from tests.mail.engines import process

pytestmark = pytest.mark.django_db(transaction=True)
# point: rows, files with a name, files without
TABLE = {
    "in_the_stream": (0, 0, 1),
    "before_its_name": (0, 0, 1),
    "before_the_row": (0, 1, 0),
    "before_the_commit": (0, 1, 0),
    "after_the_commit": (1, 1, 0),
}


@pytest.fixture
def lab(root: Path) -> Iterator[subprocess.Popen[str]]:
    with process("-m", "tests.files.crash_lab", DATA_DIR=str(root.parent)) as running:
        yield running


def killed(lab: subprocess.Popen[str], point: str) -> bool:
    assert lab.stdin
    assert lab.stdout
    print(point, file=lab.stdin, flush=True)
    return lab.stdout.readline().strip() == "-9"


def kept(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def rows_without_a_file(root: Path) -> list[StoredFile]:
    there = kept(root)
    return [row for row in StoredFile.objects.all() if row.key not in there]


def test_the_table_names_every_point() -> None:
    assert {*TABLE, "row_first"} == set(crash_lab.POINTS)


def test_a_killed_upload_leaves_bytes_at_most(lab: subprocess.Popen[str], root: Path) -> None:
    """Nothing of it is ever half there, and what belongs to nobody goes; all others stay."""
    mine = uploading.take(sample("s11").upload())

    for point, expected in TABLE.items():
        before, rows = kept(root), StoredFile.objects.count()
        assert killed(lab, point), point

        new = kept(root) - before
        nameless = {key for key in new if key.startswith("0/")}
        assert (StoredFile.objects.count() - rows, len(new - nameless), len(nameless)) == expected, point
        assert rows_without_a_file(root) == []

    age(root)
    tasks.tidy()
    [other] = StoredFile.objects.exclude(pk=mine.pk)
    assert kept(root) == {mine.key, other.key}
    for row, name in ((mine, "s11"), (other, "s01")):
        content = (root / row.key).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.sha256 == sample(name).sha256


def test_with_the_row_first_a_row_without_a_file_is_left(lab: subprocess.Popen[str], root: Path) -> None:
    """The twin: what the order of the steps is for."""
    assert killed(lab, "row_first")

    assert len(rows_without_a_file(root)) == 1
