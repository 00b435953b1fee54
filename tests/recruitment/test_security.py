"""A crawl of the system in production mode, and one just migrated (its settings: test_settings.py)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from tests.conftest import PASSWORD, make_user
from tests.factories import PostingFactory
from tests.source import ROOT


def production(data_dir: Path) -> dict[str, str]:
    """The environment of an https system, on the engines of the tests."""
    database = connection.settings_dict
    who = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    where = f"host={database['HOST']}&port={database['PORT'] or 5432}"
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "recruitment.settings",
        "SECRET_KEY": "Kz9-nobody-else-knows-this-one-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "jobs.example.com",
        "BASE_URL": "https://jobs.example.com",
        "DATABASE_URL": f"postgres://{who}@/{database['NAME']}?{where}",
        "REDIS_URL": settings.REDIS_URL,
        "DATA_DIR": str(data_dir),
        "TRUSTED_PROXIES": "1",
    }


def run(data_dir: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**production(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def crawled(transactional_db: None, tmp_path: Path) -> dict[str, Any]:
    admin = make_user("administrator", "Ada Admin", is_staff=True, is_superuser=True)
    admin.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6)
    admin.save()
    posting = PostingFactory()
    done = run(tmp_path, "-m", "tests.recruitment.production", admin.email, PASSWORD, posting.slug)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


PRIVATE = ("/desk/", "/admin/", "/accounts/", "/apply/", "/my/", "first step", "sent", "receipt", "file")


@pytest.mark.django_db(transaction=True)
def test_what_every_answer_carries_in_production(crawled: dict[str, Any]) -> None:
    """S16, S9, S18, S14: 200, 302, 404, 405, 500, static files; before and after signing in."""
    answers = crawled["answers"]

    assert len(answers) > 60
    assert answers.pop("plain http")["location"] == "https://jobs.example.com/jobs/"
    assert {answer["status"] for answer in answers.values()} >= {200, 302, 404, 405, 500}
    assert answers["/broken/"]["status"] == 500
    assert answers["signed in"]["location"] == "/desk/"
    assert answers["file"]["status"] == 200
    assert answers["file"]["content-disposition"].startswith("attachment")
    assert answers["file"]["content-security-policy"] == "sandbox; default-src 'none'"
    for name, answer in answers.items():
        assert answer["strict-transport-security"].startswith("max-age=63072000"), name
        assert answer["x-content-type-options"] == "nosniff", name
        assert answer["referrer-policy"] == "same-origin", name
        assert answer["cross-origin-opener-policy"] == "same-origin", name
        if name != "file":
            for directive in (
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "form-action 'self'",
            ):
                assert directive in answer["content-security-policy"], (name, directive)
        if any(part in name for part in PRIVATE):
            assert "no-store" in answer.get("cache-control", "") or answer["status"] in {301, 302, 405}, name
    assert "immutable" in answers["static"]["cache-control"]

    cookies = crawled["cookies"]
    assert {cookie.split("=")[0] for cookie in cookies} >= {"__Host-session", "__Host-csrf", "__Host-drafts"}
    for cookie in cookies:
        parts = {part.strip().split("=")[0].lower() for part in cookie.split(";")}
        assert cookie.startswith("__Host-"), cookie
        assert {"secure", "httponly", "path"} <= parts, cookie
        assert "samesite=lax" in cookie.lower(), cookie
        assert "domain" not in parts, cookie
        assert "Path=/" in cookie.split("; "), cookie


@pytest.mark.django_db
def test_the_sample_is_never_loaded_in_production(tmp_path: Path) -> None:
    """V5: the command refuses, and writes nothing."""
    done = run(tmp_path, "manage.py", "sample", DEMO_PASSWORD="a-long-enough-one")

    assert done.returncode != 0
    assert "never loaded in production" in done.stderr
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_fresh_database_has_nobody_in_it() -> None:
    """S2, V5: migrating makes no user, no group, no known password."""
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("setup", "install", "installer", "init", "first-run", "admin/setup", "accounts/setup"),
        *("signup", "register", "accounts/signup", "accounts/register", "accounts/social/signup"),
    ],
)
def test_no_address_sets_the_house_up_or_makes_an_account(client: Any, address: str) -> None:
    """V5, S2."""
    typed = {"email": "x@example.com", "name": "X", "password1": PASSWORD, "password2": PASSWORD}
    answers = [client.get(f"/{address}/"), client.post(f"/{address}/", typed)]

    # All of Django's admin asks whoever is signed out to sign in first, what is not there too.
    assert [answer.status_code for answer in answers] == [302 if address.startswith("admin/") else 404] * 2
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_sample_wants_a_password_that_nobody_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "short")

    with pytest.raises(CommandError, match="12 characters"):
        call_command("sample")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_sample_is_for_an_empty_database(monkeypatch: pytest.MonkeyPatch, recruiter: User) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "long-enough-for-this")

    with pytest.raises(CommandError, match="users already"):
        call_command("sample")
    assert User.objects.count() == 1
