"""What the launcher keeps in DATA_DIR."""

import os
import re
from pathlib import Path

import pytest

from core import disks
from recruitment.run import data_dir
from recruitment.run.data_dir import DataDir, write_private
from recruitment.run.part import name_full_disk
from recruitment.run.refusal import Refusal


class Killed(BaseException):
    pass


@pytest.mark.parametrize("name", ["secret-key", "embedded.env"])
def test_a_secret_that_was_half_written_goes_at_the_next_start(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDir(tmp_path)
    whole = data.secret("valkey-password")

    def killed(handle: int) -> None:
        raise Killed

    with monkeypatch.context() as until_then:
        until_then.setattr(data_dir.os, "fsync", killed)
        with pytest.raises(Killed):
            write_private(tmp_path / name, "half a sec")
    assert len(list(tmp_path.iterdir())) == 2

    os.close(data.lock())

    assert {path.name for path in tmp_path.iterdir()} == {"lock", "valkey-password"}
    assert data.kept("valkey-password") == whole


def test_a_start_on_a_full_disk_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one that is really full: test_full_disk.py."""
    monkeypatch.setattr(disks, "FULL", 2**62)

    with pytest.raises(Refusal, match=r"the disk of DATA_DIR \S+ is full: \d+ MB left of \d+ MB"):
        DataDir(tmp_path).prepare()


def test_a_part_of_its_own_names_a_full_disk_and_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name_full_disk("web")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(disks, "FULL", 2**62)

    name_full_disk("web")

    assert re.fullmatch(r"web: the disk of DATA_DIR \S+ is full: .* MB\n", capsys.readouterr().err)
