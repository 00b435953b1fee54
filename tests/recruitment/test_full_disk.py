"""A disk that is really full below the whole system: PostgreSQL finds no room for its log and stops."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruitment.run.supervisor import PATIENCE
from tests.full_disks import fill, posted, write_until_it_stops
from tests.stack import Stack, free_port, launch, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    where = tmp_path / "disk"
    where.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300m,mode=0711", "of-a-test", where], capture_output=True
    )  # fmt: skip
    if made.returncode:
        pytest.skip("this system lets us make no disk")
    yield where
    subprocess.run(["umount", "--lazy", where], check=True)


def test_all_goes_on_by_itself_when_there_is_room(disk: Path) -> None:
    """D4."""
    data_dir = disk / "data"
    with Stack(data_dir) as stack:
        assert posted(stack)[0] == 200
        filler = fill(disk)

        write_until_it_stops(data_dir)
        restarts = r"PostgreSQL (ended|was ended).*; starting it again\."
        wait_for(lambda: len(re.findall(restarts, stack.said())) > PATIENCE + 1, within=60, what="restarts")

        assert re.search(r"The disk of \S+ is full: \d+ MB left of 3\d\d MB\.", stack.said())
        status, page = posted(stack)
        assert status == 503
        assert "nobody@example.com" in page
        assert "not the one" not in page
        assert stack.status("/readyz") == 503

        filler.unlink()

        wait_for(lambda: stack.status("/readyz") == 200, within=60, what="readiness")
        assert posted(stack)[0] == 200
        assert "has room again" in stack.said()
        assert stack.process.poll() is None


def test_a_start_on_a_full_disk_says_so_in_one_line(disk: Path) -> None:
    (disk / "data").mkdir()
    fill(disk)

    done = launch(DATA_DIR=str(disk / "data"), PORT=str(free_port()))

    assert done.returncode == 2
    assert re.fullmatch(
        r"Recruitment has stopped: the disk of DATA_DIR \S+ is full: 0 MB left of 3\d\d MB, "
        r"and 32 MB are needed\.\n",
        done.stderr,
    )
