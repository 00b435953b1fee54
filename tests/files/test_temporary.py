"""Files without names, and what is left of those that had one."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from files import tasks, temporary
from recruitment import celery
from recruitment.run import web


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.TEMPORARY_DIR = tmp_path / "data" / "temporary"
    return settings.TEMPORARY_DIR


def left_behind(folder: Path, *, seconds: float) -> Path:
    temporary.nameless().close()
    path = folder / "tmp1234"
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_it_lies_in_the_data_dir() -> None:
    assert configured.TEMPORARY_DIR.parent == configured.DATA_DIR


def test_nobody_finds_what_is_on_its_way(folder: Path) -> None:
    once = temporary.nameless()
    sink, source = temporary.nameless_twice()
    with once, sink, source:
        sink.write(b"a CV")
        sink.flush()

        assert source.read() == b"a CV"
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o777 == 0o700


def started_web() -> None:
    web.on_starting(None)


def started_worker() -> None:
    celery._remove_what_was_left()


@pytest.mark.django_db
@pytest.mark.parametrize("act", [started_web, started_worker, tasks.tidy])
def test_what_was_left_goes_at_the_start_and_every_hour(act: Any, folder: Path) -> None:
    old = left_behind(folder, seconds=61)

    act()

    assert not old.exists()


def test_a_name_that_is_a_moment_old_may_be_in_use(folder: Path) -> None:
    young = left_behind(folder, seconds=5)

    assert temporary.remove_left() == 0

    assert young.exists()


def test_a_folder_that_cannot_be_made_keeps_nothing_from_starting(folder: Path) -> None:
    folder.parent.write_text("no folder")

    web.on_starting(None)

    with pytest.raises(OSError, match="temporary"):
        temporary.nameless()
