"""Reads the environment; a missing or malformed value stops the start with one line that names it."""

import os
import re
from email.utils import parseaddr
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
HOST_PATTERN = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]")


def refuse(name: str, why: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {why}")


class Environment:
    """Typed reading of `os.environ`; an empty value counts as not given."""

    def text(self, name: str, default: str | None = None) -> str:
        value = os.environ.get(name, "").strip() or default
        if value is None:
            refuse(name, "must be given")
        if "\x00" in value or "\n" in value:
            refuse(name, "must be one line")
        return value

    def secret(self, name: str) -> str:
        value = self.text(name)
        if len(value) < 32 or value.startswith("django-insecure"):
            refuse(name, "must be at least 32 characters that nobody else knows")
        return value

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            refuse(name, f"must be a whole number from {low} to {high}, not {value!r}")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in TRUE | FALSE:
            refuse(name, f"must be true or false, not {value!r}")
        return value in TRUE

    def choice(self, name: str, default: str, choices: set[str]) -> str:
        value = self.text(name, default)
        if value not in choices:
            refuse(name, f"must be {' or '.join(sorted(choices))}, not {value!r}")
        return value

    def listen(self, name: str, default: str) -> str:
        """Where to listen: an IP address or a host name, without a port."""
        value = self.text(name, default).strip("[]")
        if not re.fullmatch(r"[A-Za-z0-9_.-]+|[0-9a-fA-F:]+", value):
            refuse(name, f"must be an address of this machine such as 127.0.0.1 or 0.0.0.0, not {value!r}")
        return value

    def hosts(self, name: str, default: list[str] | None) -> list[str]:
        value = self.text(name, ",".join(default) if default else None)
        hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
        for host in hosts:
            if not HOST_PATTERN.fullmatch(host):
                refuse(
                    name, f"must be host names separated by commas, as in jobs.example.com; {host!r} is none"
                )
        return hosts

    def base_url(self, name: str, default: str | None) -> str:
        value = self.text(name, default).rstrip("/")
        url = self._url(name, value, {"http", "https"})
        if not url.hostname or url.path or url.query or url.fragment or url.username is not None:
            refuse(name, "must be a scheme and a host only, as in https://jobs.example.com")
        return value

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value not in available_timezones():
            refuse(name, f"must be a time zone such as Europe/Copenhagen, not {value!r}")
        return value

    def mailbox(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
            refuse(name, f"must be one e-mail address, not {value!r}")
        return value

    def database(self, name: str) -> dict[str, Any]:
        """`postgres://user:password@host:port/name?host=/socket/dir` as Django's DATABASES entry."""
        url = self._url(name, self.text(name), {"postgres", "postgresql"})
        if not url.path.strip("/"):
            refuse(name, "must name a database, as in postgres://user:password@host:5432/recruitment")
        options: dict[str, Any] = {"connect_timeout": "5", **dict(parse_qsl(url.query))}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.strip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", url.hostname or ""),
            "PORT": options.pop("port", str(url.port or "")),
            "OPTIONS": options,
        }

    def redis(self, name: str) -> str:
        value = self.text(name)
        self._url(name, value, {"redis", "rediss", "redis+socket"})
        return value

    def smtp(self, name: str) -> str:
        """The address of the relay, or an empty text: then each mail becomes a file."""
        value = self.text(name, "")
        if value and not self._url(name, value, {"smtp", "smtp+tls", "smtps"}).hostname:
            refuse(name, "must name a host, as in smtp://localhost:25")
        return value

    def _url(self, name: str, value: str, schemes: set[str]) -> Any:
        try:
            url = urlsplit(value)
            url.port  # noqa: B018  reading it is what checks it
        except ValueError:
            refuse(name, "is not an address that can be read")
        if url.scheme not in schemes:
            refuse(name, f"must start with one of {', '.join(sorted(s + '://' for s in schemes))}")
        return url
