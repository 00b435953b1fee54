"""The bill of what the image ships."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.pins import pins
from tests.sbom import BILL, ROOT, SHIPPED, write


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    bill = tmp_path_factory.mktemp("sbom") / "sbom.json"
    write(bill)
    return bill.read_text()


@pytest.fixture(scope="module")
def bill(text: str) -> Any:
    return json.loads(text)


def test_follows_the_schema(text: str, bill: Any) -> None:
    """S63; the twin lacks what the schema asks for."""
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    wrong = {**bill, "components": [{"name": "django"}]}

    assert validator.validate_str(text) is None
    assert validator.validate_str(json.dumps(wrong)) is not None


def test_says_whose_it_is(bill: Any) -> None:
    project = bill["metadata"]["component"]

    assert (project["name"], project["version"]) == ("recruitment", "0.1.0")


def test_has_each_pin_of_the_image_with_its_hashes(bill: Any) -> None:
    """S63"""
    listed = {
        (one["name"], one["version"]): {
            f"sha256:{each['content']}" for where in one["externalReferences"] for each in where["hashes"]
        }
        for one in bill["components"]
    }
    pinned = {(pin.name, pin.version): set(pin.hashes) for pin in pins(SHIPPED)}

    assert listed == pinned
    assert all(pinned.values())
    assert len(pinned) == sum("==" in line and line[0].isalnum() for line in SHIPPED.read_text().splitlines())
    assert {one["purl"] for one in bill["components"]} == {f"pkg:pypi/{n}@{v}" for n, v in pinned}


def test_the_same_lists_make_the_same_bytes(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere, at another time, by somebody else with another index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Apia")
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")

    write(tmp_path / "again.json")

    assert (tmp_path / "again.json").read_text() == text
    assert not {"timestamp", "serialNumber"} & {*json.loads(text), *json.loads(text)["metadata"]}


def test_what_the_dockerfile_installs_is_what_is_listed() -> None:
    assert f"-r /{SHIPPED.name} $" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize(
    "target, module", [("sbom", "tests.sbom"), ("audit", "tests.known_holes")], ids=["sbom", "audit"]
)
def test_make_knows_it(target: str, module: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )

    assert done.stdout.strip().endswith(f"python -m {module}")


def test_nobody_commits_it() -> None:
    asked = subprocess.run(["git", "check-ignore", "-q", BILL.name], cwd=ROOT)

    assert asked.returncode == 0


@pytest.mark.parametrize("name", [".env", "recruitment.env"])
def test_secrets_are_neither_committed_nor_built_in(name: str) -> None:
    """docs/operators.md puts them into files of these names."""
    asked = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT)

    assert asked.returncode == 0
    assert {".env", "*.env"} <= set((ROOT / ".dockerignore").read_text().split())
