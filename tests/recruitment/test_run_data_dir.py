"""What the launcher keeps in DATA_DIR."""

import os
from pathlib import Path

import pytest

from recruitment.run import data_dir
from recruitment.run.data_dir import DataDir, write_private


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
