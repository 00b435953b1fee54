"""What `make audit` says is true, also where nobody answers: pip-audit on a small database of our own."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pip_audit._format import JsonFormat
from pip_audit._service import SkippedDependency

from tests.known_holes import CLEAN, CONTROL, HOLES, LISTS, ROOT, UNCHECKED, Answers, rounds, tell
from tests.pins import Pin, pins

HASH = f"sha256:{64 * 'a'}"
LIST = (
    f"amqp==5.4.2 \\\n    --hash={HASH}\n"
    f"vine==5.1.0 ; python_version < '3' \\\n    --hash={HASH}\n    # via amqp\n"
)
Answer = Callable[[str, str], tuple[int, dict[str, Any]]]
NONE: tuple[int, dict[str, Any]] = (200, {})


def hole(name: str, number: str, fixed: str) -> tuple[int, dict[str, Any]]:
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}]
    return 200, {"vulns": [{"id": number, "summary": "a hole", "affected": affected}]}


def knows_holes(name: str, version: str) -> tuple[int, dict[str, Any]]:
    return hole("django", "PYSEC-1", "2.1") if (name, version) == (CONTROL.name, CONTROL.version) else NONE


@contextmanager
def database(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Speaks as osv.dev does."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(f"{wanted['package']['name']} {wanted['version']}")
            status, said = answer(wanted["package"]["name"], wanted["version"])
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def audit(folder: Path, url: str, listed: str = LIST) -> "subprocess.CompletedProcess[str]":
    (folder / "list.txt").write_text(listed)
    return subprocess.run(
        [sys.executable, "-m", "tests.known_holes", str(folder / "list.txt")],
        cwd=ROOT, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "OSV_URL": url},
    )  # fmt: skip


def test_django_is_one_without_the_holes_that_we_know_of() -> None:
    """S63: what is locked, and the least that another lock may take."""
    locked = [pin.version for pin in pins(ROOT / "requirements.txt") if pin.name == "django"]
    least = re.findall(r"^Django>=([\d.]+),<5\.3$", (ROOT / "requirements.in").read_text(), re.MULTILINE)

    assert (len(locked), len(least)) == (1, 1)
    for version in (*locked, *least):
        assert tuple(map(int, version.split("."))) >= (5, 2, 19), version


def test_clean_is_said_of_every_pin(tmp_path: Path) -> None:
    """S63: also of those that are for another Python or system."""
    with database(knows_holes) as (url, asked):
        done = audit(tmp_path, url)

    assert (done.returncode, done.stdout) == (CLEAN, "2 were checked, and none has a known hole.\n")
    assert sorted(asked) == ["amqp 5.4.2", "django 2.0", "vine 5.1.0"]


def test_a_hole_is_named_with_what_closes_it(tmp_path: Path) -> None:
    """S63"""

    def answer(name: str, version: str) -> tuple[int, dict[str, Any]]:
        return hole("vine", "GHSA-2", "5.1.1") if name == "vine" else knows_holes(name, version)

    with database(answer) as (url, _asked):
        done = audit(tmp_path, url)

    assert done.returncode == HOLES
    assert done.stdout == "vine 5.1.0: GHSA-2, closed by 5.1.1\n1 of 2 have known holes.\n"


def _fails_later(name: str, version: str) -> tuple[int, dict[str, Any]]:
    return (503, {}) if name == "vine" else knows_holes(name, version)


@pytest.mark.parametrize(
    "answer",
    [
        lambda name, version: (503, {}),
        lambda name, version: (404, {}),
        lambda name, version: NONE,
        _fails_later,
    ],
    ids=["broken", "another server", "knows nothing", "breaks later"],
)
def test_nothing_checked_is_never_clean(tmp_path: Path, answer: Answer) -> None:
    """S63: one line, and no zero."""
    with database(answer) as (url, _asked):
        done = audit(tmp_path, url)

    _assert_unchecked(done)


def test_nobody_there_is_never_clean(tmp_path: Path) -> None:
    """S63"""
    _assert_unchecked(audit(tmp_path, "http://127.0.0.1:9/"))


def _assert_unchecked(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == UNCHECKED
    assert done.stdout == ""
    assert done.stderr.startswith("NOTHING WAS CHECKED: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("listed", ["", "amqp==5.4.2\n", "amqp>=5.4\n"])
def test_a_list_without_hashes_or_pins_is_never_clean(tmp_path: Path, listed: str) -> None:
    with database(knows_holes) as (url, _asked):
        done = audit(tmp_path, url, listed)

    assert done.returncode == UNCHECKED
    assert "CHECKED: " in done.stderr


def test_one_that_the_service_does_not_know_is_not_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """What pip-audit passes over, and then says that there is no hole."""
    amqp, vine = Pin("amqp", "5.4.2", (HASH,)), Pin("vine", "5.1.0", (HASH,))
    answers = Answers(clean={"amqp 5.4.2"})
    skipped = SkippedDependency(name="vine", skip_reason="Dependency not found on PyPI")

    answers.add(JsonFormat(True, True).format({skipped: []}, []))

    assert answers.unknown == {"vine": "Dependency not found on PyPI"}
    assert tell([amqp, vine], answers) == UNCHECKED
    assert capsys.readouterr() == ("", "NOT CHECKED: vine 5.1.0\n")


def test_all_lists_are_audited_whole() -> None:
    """S63"""
    assert sorted(LISTS) == sorted(ROOT.glob("requirements*.txt"))
    for file in LISTS:
        found = pins(file)
        assert len(found) == sum("==" in line and line[0].isalnum() for line in file.read_text().splitlines())
        assert [str(pin) for pin in found if not pin.hashes] == []


def test_two_versions_of_a_package_are_two_rounds() -> None:
    one, two = Pin("networkx", "3.6.1", ()), Pin("networkx", "3.7", ())

    assert [len(each) for each in rounds([one, two, Pin("amqp", "5.4.2", ())])] == [2, 1]


def test_the_gate_does_not_wait_for_a_database() -> None:
    """It must pass without a network; docs/developers.md says when the audit is run."""
    assert "audit" not in (ROOT / ".ci" / "run").read_text()
