"""D1: a process that stores a file is killed, by SIGKILL, between every two steps of it."""

import hashlib
import subprocess
from collections.abc import Iterator

import pytest

from files import tasks, uploading
from files.models import StoredFile
from tests.files import crash_lab
from tests.files.corpus import sample
from tests.files.places import Folder, Place
from tests.mail.engines import process

pytestmark = pytest.mark.django_db(transaction=True)
# point: rows, files with a name, files without in a folder; a bucket has none without
TABLE = {
    "in_the_stream": (0, 0, 1),
    "before_its_name": (0, 0, 1),
    "before_the_row": (0, 1, 0),
    "before_the_commit": (0, 1, 0),
    "after_the_commit": (1, 1, 0),
    "among_the_pages": (1, 3, 0),  # a CV, and a picture of each of its two pages
}


@pytest.fixture
def lab(place: Place) -> Iterator[subprocess.Popen[str]]:
    with process("-m", "tests.files.crash_lab", FILES_URL=place.url) as running:
        yield running


def killed(lab: subprocess.Popen[str], point: str) -> bool:
    assert lab.stdin
    assert lab.stdout
    print(point, file=lab.stdin, flush=True)
    return lab.stdout.readline().strip() == "-9"


def rows_without_a_file(place: Place) -> list[StoredFile]:
    there = place.kept()
    return [row for row in StoredFile.objects.all() if row.key not in there]


def test_the_table_names_every_point() -> None:
    assert {*TABLE, "row_first"} == set(crash_lab.POINTS)


def test_a_killed_upload_leaves_bytes_at_most(lab: subprocess.Popen[str], place: Place) -> None:
    """Nothing of it is ever half there, and what belongs to nobody goes; all others stay."""
    mine = uploading.take(sample("s11").upload())

    for point, (row, named, unnamed) in TABLE.items():
        before, rows = place.kept(), StoredFile.objects.count()
        assert killed(lab, point), point

        new = place.kept() - before
        nameless = {key for key in new if key.startswith("0/")}
        assert (StoredFile.objects.count() - rows, len(new - nameless)) == (row, named), point
        assert len(nameless) == (unnamed if isinstance(place, Folder) else 0), point
        assert rows_without_a_file(place) == []

    place.age()
    tasks.tidy()
    others = [(other, "s01") for other in StoredFile.objects.exclude(pk=mine.pk)]
    assert place.kept() == {mine.key, *(other.key for other, _ in others)}
    for stored, name in [(mine, "s11"), *others]:
        content = place.content(stored.key)
        assert hashlib.sha256(content).hexdigest() == stored.sha256 == sample(name).sha256


def test_with_the_row_first_a_row_without_a_file_is_left(lab: subprocess.Popen[str], place: Place) -> None:
    """The twin: what the order of the steps is for."""
    assert killed(lab, "row_first")

    assert len(rows_without_a_file(place)) == 1
