"""PostgreSQL under root: in a user namespace, or as nobody where there are none."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruitment.run import unprivileged
from recruitment.run.engines import Postgres
from recruitment.run.refusal import Refusal
from tests.stack import ROOT, clean_environment, processes_of, wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
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
        monkeypatch.setattr(unprivileged, "namespaces_work", lambda: False)
        programs = Postgres(Path("/"), Path("/")).programs
        if not unprivileged._succeeds([*unprivileged.AS_NOBODY, "test", "-x", str(programs / "postgres")]):
            pytest.skip("the virtual environment stands where the user nobody may not go")
    elif not unprivileged.namespaces_work():
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
    assert owner == (0 if way == "namespace" else unprivileged.NOBODY)


def test_a_place_out_of_reach_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "namespaces_work", lambda: False)
    (folder / "private").mkdir(mode=0o700)

    with pytest.raises(Refusal, match="start as an ordinary user"):
        Postgres(folder / "private" / "deeper" / "pg", folder / "s").prepare()


NAMELESS = 54321
DISGUISED_POSTGRES = """
import sys
from pathlib import Path
from recruitment.run.engines import Postgres
postgres = Postgres(Path(sys.argv[1]) / "pg", Path(sys.argv[1]) / "s")
postgres.prepare()
print(postgres.data.joinpath("PG_VERSION").read_text())
"""


def test_a_user_without_a_name_makes_a_cluster_all_the_same(folder: Path) -> None:
    """As with `docker run --user 54321`: initdb alone would say that it could not look up the user."""
    as_nameless = ["setpriv", f"--reuid={NAMELESS}", f"--regid={NAMELESS}", "--clear-groups"]
    programs = Postgres(Path("/"), Path("/")).programs
    for needed in (programs / "postgres", Path(unprivileged.__file__)):
        if not unprivileged._succeeds([*as_nameless, "test", "-r", str(needed)]):
            pytest.skip("the programs stand where other users may not go")
    if not unprivileged._succeeds([*as_nameless, sys.executable, "-c", ""]):
        pytest.skip("this Python's own library stands where other users may not go")
    if not unprivileged._succeeds([*as_nameless, *unprivileged.IN_NAMESPACE, "true"]):
        pytest.skip("user namespaces are forbidden here")
    os.chown(folder, NAMELESS, NAMELESS)

    made = subprocess.run(
        [*as_nameless, sys.executable, "-c", DISGUISED_POSTGRES, str(folder)],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert made.returncode == 0, made.stderr
