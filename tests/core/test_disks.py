"""How much room a disk has left."""

import os
from pathlib import Path

import pytest

from core.disks import FULL, MB, Disk, disk_of


@pytest.mark.parametrize(
    ("left", "size", "is_low", "is_full"),
    [
        (FULL - 1, 300 * MB, True, True),
        (FULL, 300 * MB, False, False),  # small, and not low all its life
        (499 * MB, 10_000 * MB, True, False),
        (501 * MB, 10_000 * MB, False, False),
        (999 * MB, 500_000 * MB, True, False),
        (1_001 * MB, 500_000 * MB, False, False),
    ],
)
def test_low_and_full(left: int, size: int, is_low: bool, is_full: bool) -> None:
    disk = Disk(Path("/data"), left, size)

    assert (disk.is_low, disk.is_full) == (is_low, is_full)


def test_a_folder_that_is_not_there_yet_has_the_disk_of_its_parent(tmp_path: Path) -> None:
    disk = disk_of(tmp_path / "not" / "yet")

    assert disk.size == os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize
    assert str(disk) == f"{disk.left // MB} MB left of {disk.size // MB} MB"
