"""A Python with known holes is named when a part starts, and no image is built on one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from recruitment.run import interpreter, part
from tests.source import ROOT
from tests.stack import clean_environment

SCRIPT = ROOT / "recruitment" / "run" / "interpreter.py"


@pytest.mark.parametrize(
    "version, closed",
    [
        ((3, 11, 14), "3.11.15"),
        ((3, 11, 2), "3.11.15"),
        ((3, 12, 12), "3.12.13"),
        ((3, 11, 15), ""),
        ((3, 11, 20), ""),
        ((3, 12, 13), ""),
        ((3, 13, 0), ""),
        ((3, 14, 1), ""),
    ],
)
def test_an_old_patch_release_is_named_with_what_to_take(version: tuple[int, ...], closed: str) -> None:
    """S63"""
    said = interpreter.complaint(version)

    assert bool(said) is bool(closed)
    assert closed in said
    assert "\n" not in said


@pytest.mark.parametrize("version", [(3, 11, 2, "final", 0), (3, 11, 15, "final", 0)])
def test_a_part_says_it_in_one_line_and_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], version: tuple[Any, ...]
) -> None:
    """S63: started all the same, for Debian closes holes in its 3.11.2."""
    become: list[list[str]] = []
    monkeypatch.setattr(sys, "argv", ["part", "beat"])
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(os, "execv", lambda path, command: become.append(command))

    part.main()

    said = interpreter.complaint(version[:3])
    assert capsys.readouterr().err == (f"beat: {said}\n" if said else "")
    assert become[0][1:3] == ["-m", "celery"]


def test_the_build_of_the_image_stops(tmp_path: Path) -> None:
    """S63: the script by itself, as the Dockerfile runs it: with nothing installed and no settings."""
    said = interpreter.complaint(sys.version_info[:3])

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT)],
        cwd=tmp_path, env=clean_environment(), capture_output=True, text=True,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == ((1, f"{said}\n") if said else (0, ""))
