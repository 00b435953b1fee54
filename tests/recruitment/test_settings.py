"""Production refuses to start half-set. What it sends to browsers: test_security.py."""

import re
import runpy
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from recruitment.environment import PUBLISHED
from tests.recruitment.in_production import PRODUCTION
from tests.source import ROOT
from tests.stack import clean_environment

REFUSED = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "too-short"),
    ("SECRET_KEY", "django-insecure-the-one-that-startproject-made-for-us"),
    ("SECRET_KEY", "for-tools-that-only-look-at-the-code"),
    ("SECRET_KEY", "only-while-the-static-files-are-collected"),
    ("SECRET_KEY", "at least 32 characters that nobody else knows"),
    ("SECRET_KEY", "s" * 64),
    ("SECRET_KEY_FALLBACKS", "too-short"),
    ("SECRET_KEY_FALLBACKS", "for-tools-that-only-look-at-the-code"),
    ("SECRET_KEY_FALLBACKS", f"{PRODUCTION['SECRET_KEY'][::-1]},too-short"),
    ("DEBUG", "true"),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "jobs.example.com,*"),
    ("BASE_URL", ""),
    ("BASE_URL", "http://jobs.example.com"),
    ("DATABASE_URL", ""),
    ("REDIS_URL", ""),
    ("TRUSTED_PROXIES", "many"),
    ("EMAIL_URL", "smtp://user:secret@mail.example.com:25"),
    ("EMAIL_URL", "SMTP://user:secret@10.0.0.5"),
    ("EMAIL_URL", "smtp://:secret@mail"),
    ("EMAIL_URL", "smtp://user:secret@localhost.example.com"),
    ("EMAIL_URL", "smtp://user:secret@127.0.0.1.example.com"),
    ("EMAIL_URL", "smtp://user:secret@[2001:db8::1]"),
]


def settings_with(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name, value in {**PRODUCTION, **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "recruitment" / "settings.py"))


@pytest.mark.parametrize(("name", "given"), REFUSED)
def test_s64_production_refuses_to_start(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    """S64: a default SECRET_KEY, DEBUG, `*` as host, and whatever else is missing or weak."""
    with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
        settings_with(monkeypatch, **{name: given})


@pytest.mark.parametrize(
    "given",
    [
        "smtp+tls://user:secret@mail.example.com:587",
        "smtps://user:secret@mail.example.com",
        "smtp://mail.example.com:25",
        "smtp://user@mail.example.com:25",
        "smtp://user:secret@localhost",
        "smtp://user:secret@127.0.0.1:2525",
        "smtp://user:secret@[::1]:25",
    ],
)
def test_a_password_that_nobody_on_the_way_reads_is_sent(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert settings_with(monkeypatch, EMAIL_URL=given)["EMAIL_URL"] == given


def test_at_home_a_relay_may_ask_for_it_in_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "smtp://user:secret@mail.example.com"

    read = settings_with(monkeypatch, RECRUITMENT_MODE="embedded", EMAIL_URL=given)

    assert read["EMAIL_URL"] == given


def test_keys_of_before_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    old, older = PRODUCTION["SECRET_KEY"][::-1], PRODUCTION["SECRET_KEY"].swapcase()

    read = settings_with(monkeypatch, SECRET_KEY_FALLBACKS=f"{old}, {older}")

    assert read["SECRET_KEY_FALLBACKS"] == [old, older]


def test_every_key_in_this_repository_is_refused() -> None:
    """S64: whoever copies a command or an example has a key that everybody knows."""
    files = ("Makefile", "Dockerfile", ".env.example", "README.md", "docs/operators.md", "docs/developers.md")
    found = {
        key.strip("'")
        for name in files
        for key in re.findall(r"SECRET_KEY=('[^'$]+'|[\w-]+)", (ROOT / name).read_text())
    }

    assert {key for key in found if len(key) >= 32} == PUBLISHED


@pytest.mark.parametrize("words", [["manage.py", "check"], ["-m", "recruitment.run.part", "web"]])
def test_s64_a_refused_start_is_one_line_and_status_2(words: list[str]) -> None:
    environment = clean_environment(**{**PRODUCTION, "BASE_URL": "http://jobs.example.com"})

    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stderr.endswith("BASE_URL must start with https:// in production\n")
    assert done.stderr.count("\n") == 1


def test_s16_check_deploy_has_nothing_to_say() -> None:
    environment = clean_environment(**PRODUCTION)

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_embedded_needs_nothing_but_its_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings_with(monkeypatch, RECRUITMENT_MODE="embedded", ALLOWED_HOSTS="", BASE_URL="", PORT="8123")

    assert read["BASE_URL"] == "http://localhost:8123"
    assert set(read["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert not read["SESSION_COOKIE_SECURE"]
    assert read["SESSION_COOKIE_HTTPONLY"]
    assert not read["DEBUG"]


@pytest.mark.parametrize("mode, asks", [("production", True), ("embedded", False)])
def test_production_asks_for_a_second_factor_unless_told(
    monkeypatch: pytest.MonkeyPatch, mode: str, asks: bool
) -> None:
    """S1"""
    read = settings_with(monkeypatch, RECRUITMENT_MODE=mode, REQUIRE_SECOND_FACTOR="")
    told = settings_with(monkeypatch, RECRUITMENT_MODE=mode, REQUIRE_SECOND_FACTOR=str(not asks))

    assert (read["REQUIRE_SECOND_FACTOR"], read["ADMIN_NEEDS_FACTOR"]) == (asks, asks)
    assert told["REQUIRE_SECOND_FACTOR"] is not asks


def test_the_host_of_base_url_is_always_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings_with(monkeypatch, ALLOWED_HOSTS="10.0.0.5")

    assert read["ALLOWED_HOSTS"] == ["10.0.0.5", "jobs.example.com"]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """A client of the system as it runs in production, on the engines of the tests."""
    read = settings_with(monkeypatch)
    changed = {
        name: value
        for name, value in read.items()
        if name.startswith(("SESSION_", "CSRF_", "SECURE")) or name in {"ALLOWED_HOSTS", "BASE_URL"}
    }
    with override_settings(**changed):
        yield Client(headers={"host": "jobs.example.com"}, raise_request_exception=False)


@pytest.mark.parametrize(("proxies", "status"), [(0, 200), (1, 301)])
def test_only_a_trusted_proxy_may_say_that_a_request_came_in_plain(
    production: Client, proxies: int, status: int
) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        answer = production.get("/jobs/", headers={"x-forwarded-proto": "http"})

    assert answer.status_code == status
