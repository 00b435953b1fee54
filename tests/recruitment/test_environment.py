"""What the environment may say, and the line that names a value which it may not."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from recruitment.environment import Environment

env = Environment()
KEY = "fw3-Yd1f8wQm3kTn6bVc9xLs2hJg7pEa"
READERS: dict[str, Callable[[], Any]] = {
    "PORT": lambda: env.number("PORT", 8000, low=1, high=65535),
    "HOST": lambda: env.listen("HOST", "127.0.0.1"),
    "SECRET_KEY": lambda: env.secret("SECRET_KEY"),
    "SECRET_KEY_FALLBACKS": lambda: env.secrets("SECRET_KEY_FALLBACKS"),
    "DEBUG": lambda: env.flag("DEBUG", False),
    "ALLOWED_HOSTS": lambda: env.hosts("ALLOWED_HOSTS", ["localhost"]),
    "BASE_URL": lambda: env.base_url("BASE_URL", "http://localhost:8000"),
    "TIME_ZONE": lambda: env.zone("TIME_ZONE", "Europe/Copenhagen"),
    "DEFAULT_FROM_EMAIL": lambda: env.mailbox("DEFAULT_FROM_EMAIL", "jobs@example.com"),
    "DATABASE_URL": lambda: env.database("DATABASE_URL"),
    "REDIS_URL": lambda: env.redis("REDIS_URL"),
    "EMAIL_URL": lambda: env.smtp("EMAIL_URL"),
    "FILES_URL": lambda: env.files("FILES_URL", Path("/var/files")),
    "CLAMD_URL": lambda: env.clamd("CLAMD_URL"),
    "OIDC_URL": lambda: env.provider("OIDC_URL"),
    "OIDC_ROLES": lambda: env.roles("OIDC_ROLES"),
    "RECRUITMENT_MODE": lambda: env.choice("RECRUITMENT_MODE", "production", {"embedded", "production"}),
}
GOOD = [
    ("PORT", "8080", 8080),
    ("PORT", "", 8000),
    ("PORT", " 81 ", 81),
    ("HOST", "0.0.0.0", "0.0.0.0"),
    ("HOST", "[::1]", "::1"),
    ("SECRET_KEY_FALLBACKS", "", []),
    ("SECRET_KEY_FALLBACKS", f"{KEY},", [KEY]),
    ("SECRET_KEY_FALLBACKS", f"{KEY}, {KEY[::-1]}", [KEY, KEY[::-1]]),
    ("DEBUG", "Yes", True),
    ("DEBUG", "0", False),
    ("DEBUG", "", False),
    ("ALLOWED_HOSTS", "Jobs.example.com, .example.org,[::1]", ["jobs.example.com", ".example.org", "[::1]"]),
    ("ALLOWED_HOSTS", "", ["localhost"]),
    ("BASE_URL", "https://jobs.example.com/", "https://jobs.example.com"),
    ("BASE_URL", "http://localhost:8181", "http://localhost:8181"),
    ("TIME_ZONE", "America/St_Johns", "America/St_Johns"),
    ("DEFAULT_FROM_EMAIL", "Jobs <jobs@example.com>", "Jobs <jobs@example.com>"),
    ("REDIS_URL", "redis+socket:///a/b.sock?virtual_host=0", "redis+socket:///a/b.sock?virtual_host=0"),
    ("EMAIL_URL", "smtp+tls://u:p%40ss@mail.example.com:587", "smtp+tls://u:p%40ss@mail.example.com:587"),
    ("EMAIL_URL", "", ""),
    ("CLAMD_URL", "", ""),
    ("OIDC_URL", "", ""),
    ("OIDC_URL", "https://login.example.com/realms/staff/", "https://login.example.com/realms/staff"),
    ("OIDC_ROLES", "", {}),
    ("OIDC_ROLES", "hr=recruiter, a=b=hiring_manager", {"hr": "recruiter", "a=b": "hiring_manager"}),
    ("CLAMD_URL", "tcp://clamd", "tcp://clamd"),
    ("CLAMD_URL", "tcp://[::1]:3310/", "tcp://[::1]:3310/"),
    ("CLAMD_URL", "unix:///run/clamav/clamd.ctl", "unix:///run/clamav/clamd.ctl"),
]
BAD = [
    ("PORT", "eighty"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("PORT", "8e3"),
    ("PORT", "٨٠٠٠"),
    ("HOST", "127.0.0.1:8000"),
    ("HOST", "not a host"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "django-insecure-0123456789-0123456789-0123456789"),
    ("SECRET_KEY", "for-tools-that-only-look-at-the-code"),
    ("SECRET_KEY", "abc1234" * 10),
    ("SECRET_KEY_FALLBACKS", "short"),
    ("SECRET_KEY_FALLBACKS", f"{KEY},short"),
    ("SECRET_KEY_FALLBACKS", f"django-insecure-{KEY},{KEY}"),
    ("SECRET_KEY_FALLBACKS", f"{KEY},at least 32 characters that nobody else knows"),
    ("DEBUG", "maybe"),
    ("ALLOWED_HOSTS", "https://jobs.example.com"),
    ("ALLOWED_HOSTS", "jobs.example.com:443"),
    ("ALLOWED_HOSTS", "jobs.example.com jobs.example.org"),
    ("BASE_URL", "jobs.example.com"),
    ("BASE_URL", "ftp://jobs.example.com"),
    ("BASE_URL", "https://jobs.example.com/careers"),
    ("BASE_URL", "https://"),
    ("BASE_URL", "https://u:p@jobs.example.com"),
    ("BASE_URL", "https://jobs.example.com:port"),
    ("TIME_ZONE", "Copenhagen"),
    ("TIME_ZONE", "+01:00"),
    ("DEFAULT_FROM_EMAIL", "nobody"),
    ("DEFAULT_FROM_EMAIL", "a@example.com\nBcc: b@example.com"),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "not an address"),
    ("DATABASE_URL", "mysql://localhost/recruitment"),
    ("DATABASE_URL", "postgres://localhost"),
    ("DATABASE_URL", "postgres://localhost:port/recruitment"),
    ("DATABASE_URL", "postgres://[::1/recruitment"),
    ("REDIS_URL", ""),
    ("REDIS_URL", "http://localhost"),
    ("EMAIL_URL", "mail.example.com:25"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://mail.example.com:smtp"),
    ("FILES_URL", "files"),
    ("FILES_URL", __file__),
    ("FILES_URL", "s3:/bucket"),
    ("FILES_URL", "s3://"),
    ("FILES_URL", "s3://Bucket"),
    ("FILES_URL", "s3://bucket/folder"),
    ("FILES_URL", "s3://bucket:9000"),
    ("FILES_URL", "s3://key:hunter2@bucket"),
    ("FILES_URL", "s3://bucket#cv"),
    ("FILES_URL", "s3://bucket?endpoint="),
    ("FILES_URL", "s3://bucket?endpoint=s3.example.com"),
    ("FILES_URL", "s3://bucket?endpoint=https://s3.example.com/path"),
    ("FILES_URL", "s3://bucket?endpoint=https://u:p@s3.example.com"),
    ("FILES_URL", "s3://bucket?endpoint=https://s3.example.com:99999"),
    ("FILES_URL", "s3://bucket?region="),
    ("FILES_URL", "s3://bucket?region=North Europe"),
    ("FILES_URL", "s3://bucket?acl=public-read"),
    ("FILES_URL", "https://s3.example.com/bucket"),
    ("OIDC_URL", "login.example.com"),
    ("OIDC_URL", "http://login.example.com"),
    ("OIDC_URL", "https://user:secret@login.example.com"),
    ("OIDC_URL", "https://login.example.com/?realm=staff"),
    ("OIDC_ROLES", "hr"),
    ("OIDC_ROLES", "hr=boss"),
    ("OIDC_ROLES", "=recruiter"),
    ("CLAMD_URL", "clamd:3310"),
    ("CLAMD_URL", "http://clamd:3310"),
    ("CLAMD_URL", "tcp://"),
    ("CLAMD_URL", "tcp://clamd:port"),
    ("CLAMD_URL", "tcp://clamd:3310/path"),
    ("CLAMD_URL", "tcp://u:p@clamd:3310"),
    ("CLAMD_URL", "tcp://clamd?timeout=3"),
    ("CLAMD_URL", "unix://run/clamd.ctl"),
    ("CLAMD_URL", "unix:///"),
    ("RECRUITMENT_MODE", "prod"),
]


@pytest.mark.parametrize(("name", "given", "read"), GOOD)
def test_reads(monkeypatch: pytest.MonkeyPatch, name: str, given: str, read: object) -> None:
    monkeypatch.setenv(name, given)

    assert READERS[name]() == read


@pytest.mark.parametrize(("name", "given"), BAD)
def test_refuses_with_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(name, given)

    with pytest.raises(ImproperlyConfigured) as refusal:
        READERS[name]()

    assert str(refusal.value).startswith(f"{name} ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "FILES_URL",
        "CLAMD_URL",
    ],
)
def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "ftp://user:hunter2@host:x/")

    with pytest.raises(ImproperlyConfigured) as refusal:
        READERS[name]()

    assert "hunter2" not in str(refusal.value)


def test_a_database_address_becomes_django_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgres://rita:p%40ss%2Fword@db.example.com:5433/jobs?sslmode=require"
    )

    read = env.database("DATABASE_URL")

    assert read == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "jobs",
        "USER": "rita",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example.com",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": "5", "sslmode": "require"},
    }


def test_files_lie_in_a_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FILES_URL", raising=False)
    assert env.files("FILES_URL", tmp_path)["OPTIONS"] == {"location": tmp_path}

    monkeypatch.setenv("FILES_URL", str(tmp_path / "cv"))
    assert env.files("FILES_URL", tmp_path)["OPTIONS"] == {"location": tmp_path / "cv"}


@pytest.mark.parametrize(
    ("given", "endpoint", "region"),
    [
        ("s3://cv.example", None, None),
        ("s3://cv.example/?region=eu-north-1", None, "eu-north-1"),
        ("s3://cv.example?endpoint=https://s3.example.com&region=auto", "https://s3.example.com", "auto"),
        ("s3://cv.example?endpoint=http://minio:9000", "http://minio:9000", None),
        ("s3://cv.example?endpoint=http%3A%2F%2F[::1]:9000/", "http://[::1]:9000/", None),
    ],
)
def test_files_may_lie_in_a_bucket(
    monkeypatch: pytest.MonkeyPatch, given: str, endpoint: str | None, region: str | None
) -> None:
    monkeypatch.setenv("FILES_URL", given)

    assert env.files("FILES_URL", Path("/var/files")) == {
        "BACKEND": "files.store.bucket.Bucket",
        "OPTIONS": {"bucket_name": "cv.example", "endpoint_url": endpoint, "region_name": region},
    }


@pytest.mark.parametrize("package", ["storages", "boto3"])
def test_a_bucket_needs_what_speaks_to_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setenv("FILES_URL", "s3://cv.example")
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed

    with pytest.raises(ImproperlyConfigured) as refusal:
        env.files("FILES_URL", Path("/var/files"))

    assert (
        str(refusal.value) == "FILES_URL names a bucket, and that needs: pip install -r requirements-s3.txt"
    )


def test_a_database_may_answer_on_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres@/recruitment?host=%2Frun%2Fpostgresql")

    assert env.database("DATABASE_URL")["HOST"] == "/run/postgresql"
