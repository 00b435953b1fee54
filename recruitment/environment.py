"""Reads the environment; a missing or malformed value stops the start with one line that names it."""

import os
import re
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
HOST_PATTERN = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]")

PUBLISHED = {  # keys that stand in this repository: of tools, of the image's build, of an example
    "for-tools-that-only-look-at-the-code",
    "only-while-the-static-files-are-collected",
    "at least 32 characters that nobody else knows",
}
ROLES = ("administrator", "recruiter", "hiring_manager", "interviewer")  # accounts.User.Role
BUCKET_PATTERN = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def refuse(name: str, why: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {why}")


def origin_of(url: str) -> str:
    """Scheme, host and port, as a content security policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class Environment:
    """Typed reading of `os.environ`; an empty value counts as not given."""

    def text(self, name: str, default: str | None = None) -> str:
        value = os.environ.get(name, "").strip() or default
        if value is None:
            refuse(name, "must be given")
        if "\x00" in value or "\n" in value:
            refuse(name, "must be one line")
        return value

    def secret(self, name: str, *, published: bool = False) -> str:
        """`published`: whether one that stands in this repository will do, as it does for tools."""
        value = self.text(name)
        _refuse_weak(name, value, published=published)
        return value

    def secrets(self, name: str, *, published: bool = False) -> list[str]:
        """Any number of them, separated by commas; each is as strong as one alone must be."""
        values = [value.strip() for value in self.text(name, "").split(",") if value.strip()]
        for value in values:
            _refuse_weak(name, value, published=published)
        return values

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

    def smtp(self, name: str, *, in_plain: bool = False) -> str:
        """The address of the relay, or an empty text: then each mail becomes a file.

        `in_plain`: whether a password may go to another machine for everybody on the way to read.
        """
        value = self.text(name, "")
        if not value:
            return value
        url = self._url(name, value, {"smtp", "smtp+tls", "smtps"})
        if not url.hostname:
            refuse(name, "must name a host, as in smtp://localhost:25")
        if url.scheme == "smtp" and url.password and not in_plain and not _is_loopback(url.hostname):
            refuse(name, "would send its password in plain: smtp+tls:// or smtps:// do not")
        return value

    def provider(self, name: str, *, in_plain: bool = False) -> str:
        """The issuer of an OpenID Connect provider, or an empty text. `in_plain`: http will do."""
        value = self.text(name, "").rstrip("/")
        if not value:
            return value
        url = self._url(name, value, {"https", "http"})
        if not url.hostname or url.query or url.fragment or url.username is not None:
            refuse(name, "must be the provider's issuer, as in https://login.example.com/realms/staff")
        if url.scheme == "http" and not in_plain:
            refuse(name, "must be https: whoever is on the way could say who somebody is")
        return value

    def roles(self, name: str) -> dict[str, str]:
        """`group=role,group=role`: the role of each group, the first of somebody's groups counting."""
        pairs = [pair.strip().rpartition("=") for pair in self.text(name, "").split(",") if pair.strip()]
        for group, _, role in pairs:
            if not group or role not in ROLES:
                refuse(name, f"must be group=role,group=role, each role one of {', '.join(ROLES)}")
        return {group: role for group, _, role in pairs}

    def files(self, name: str, default: Path) -> dict[str, Any]:
        """A folder, or `s3://bucket?endpoint=https://host&region=name`, as Django's STORAGES entry."""
        value = self.text(name, str(default))
        if value.lower().startswith("s3:"):
            return {"BACKEND": "files.store.bucket.Bucket", "OPTIONS": self._bucket(name, value)}
        folder = Path(value)
        if not folder.is_absolute():
            refuse(name, "must be a folder with its whole path, as in /srv/files, or s3:// and a bucket")
        if os.path.exists(folder) and not os.path.isdir(folder):
            refuse(name, f"must be a folder, and {value!r} is none")
        return {"BACKEND": "files.store.folder.Folder", "OPTIONS": {"location": folder.resolve()}}

    def _bucket(self, name: str, value: str) -> dict[str, Any]:
        url = self._url(name, value, {"s3"})
        if "@" in url.netloc:
            refuse(name, "must hold no keys: they stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        if not BUCKET_PATTERN.fullmatch(url.netloc) or url.path.strip("/") or url.fragment:
            refuse(name, "must name one bucket and nothing in it, as in s3://bucket?region=eu-north-1")
        options = dict(parse_qsl(url.query, keep_blank_values=True))
        endpoint, region = options.pop("endpoint", None), options.pop("region", None)
        if options:
            refuse(name, "may say endpoint and region after the ?, and nothing else")
        if endpoint is not None and not _is_host_only(endpoint):
            refuse(
                name, "must give its endpoint as a scheme and a host, as in endpoint=https://s3.example.com"
            )
        if region is not None and not re.fullmatch(r"[a-z0-9-]+", region):
            refuse(name, "must give its region as in region=eu-north-1")
        if not all(find_spec(package) for package in ("storages", "boto3")):
            refuse(name, "names a bucket, and that needs: pip install -r requirements-s3.txt")
        return {"bucket_name": url.netloc, "endpoint_url": endpoint, "region_name": region}

    def clamd(self, name: str) -> str:
        """`tcp://host:port` or `unix:///folder/socket` of ClamAV's daemon, or an empty text."""
        value = self.text(name, "")
        if value:
            url = self._url(name, value, {"tcp", "unix"})
            is_tcp = url.scheme == "tcp" and url.hostname and "@" not in url.netloc and url.path in {"", "/"}
            is_unix = url.scheme == "unix" and not url.netloc and url.path.strip("/")
            if not (is_tcp or is_unix) or url.query or url.fragment:
                refuse(name, "must be as tcp://clamd.example.com:3310 or unix:///run/clamav/clamd.ctl")
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


def _refuse_weak(name: str, value: str, *, published: bool) -> None:
    known = value.startswith("django-insecure") or (not published and value in PUBLISHED)
    if len(value) < 32 or len(set(value)) < 8 or known:
        refuse(name, "must be at least 32 characters that nobody else knows")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _is_host_only(address: str) -> bool:
    try:
        url = urlsplit(address)
        return (
            url.scheme in {"http", "https"}
            and re.fullmatch(r"[A-Za-z0-9.:-]+|\[[0-9A-Fa-f:]+\](:[0-9]+)?", url.netloc) is not None
            and url.port != 0
            and (url.path.rstrip("/"), url.query, url.fragment) == ("", "", "")
        )
    except ValueError:  # a port that is none
        return False
