"""PostgreSQL under root: in a user namespace, or as nobody where there are none."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruitment.run import ordinary_user
from recruitment.run.engines import Postgres
from recruitment.run.refusal import Refusal
from tests.stack import ROOT, clean_environment, processes_of, wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a disguise")
STARTER = """
import subprocess, sys, time
from pathlib import Path
from recruitment.run.engines import Postgres
folder = Path(sys.argv[1])
subprocess.Popen(Postgres(folder / "pg", folder / "s").command(), stderr=subprocess.DEVNULL)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Unlike pytest's own it can be entered by everybody."""
    made = Path(tempfile.mkdtemp(prefix="ou-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(params=["namespace", "nobody"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "nobody":
        monkeypatch.setattr(ordinary_user, "namespaces_work", lambda: False)
        programs = Postgres(Path("/"), Path("/")).programs
        if not ordinary_user._succeeds([*ordinary_user.AS_NOBODY, "test", "-x", str(programs / "postgres")]):
            pytest.skip("the virtual environment stands where the user nobody may not go")
    elif not ordinary_user.namespaces_work():
        pytest.skip("user namespaces are forbidden here")
    return request.param


def test_postgres_runs_and_dies_with_who_started_it(folder: Path, way: str) -> None:
    postgres = Postgres(folder / "pg", folder / "s")
    postgres.prepare()
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], cwd=ROOT, env=clean_environment()
    )  # fmt: skip

    try:
        wait_for(postgres.is_ready)
        owner = (folder / "pg").stat().st_uid
    finally:
        parent.kill()
        parent.wait()

    wait_for(lambda: not processes_of(folder), within=10)
    assert owner == (0 if way == "namespace" else ordinary_user.NOBODY)


def test_a_place_out_of_reach_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordinary_user, "namespaces_work", lambda: False)
    (folder / "private").mkdir(mode=0o700)

    with pytest.raises(Refusal, match="start as an ordinary user"):
        Postgres(folder / "private" / "deeper" / "pg", folder / "s").prepare()
