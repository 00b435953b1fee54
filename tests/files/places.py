"""Where a test keeps its files: what the tests may know of a folder and of a bucket, and the code may not."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends


class Place(Protocol):
    url: str  # as FILES_URL

    def options(self) -> dict[str, Any]:
        """STORAGES["default"]."""

    def kept(self) -> set[str]: ...
    def content(self, key: str) -> bytes: ...
    def lay_down(self, name: str, content: bytes) -> None:
        """something that the system did not put there."""

    def lose(self, key: str) -> None: ...
    def age(self, *, minutes: int = 62) -> None:
        """Everything in it has lain there for so long."""

    def go_away(self) -> Callable[[], None]:
        """From now on it does nothing of what it is asked, until the answer is called."""


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.url = str(root)

    def options(self) -> dict[str, Any]:
        return {"BACKEND": "files.store.folder.Folder", "OPTIONS": {"location": self.root}}

    def kept(self) -> set[str]:
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def content(self, key: str) -> bytes:
        return (self.root / key).read_bytes()

    def lay_down(self, name: str, content: bytes) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(content)

    def lose(self, key: str) -> None:
        (self.root / key).unlink()

    def age(self, *, minutes: int = 62) -> None:
        for key in self.kept():
            os.utime(self.root / key, (time.time() - minutes * 60,) * 2)

    def go_away(self) -> Callable[[], None]:
        elsewhere = self.root.with_name("elsewhere")
        if self.root.exists():
            self.root.rename(elsewhere)
        self.root.write_text("no folder")

        def come_back() -> None:
            self.root.unlink()
            elsewhere.rename(self.root)

        return come_back


@cache
def resource(endpoint: str) -> Any:
    return boto3.resource("s3", endpoint_url=endpoint, region_name="eu-north-1")


class Bucket:
    def __init__(self, endpoint: str, name: str, settings: Any) -> None:
        self.endpoint, self.name, self.settings = endpoint, name, settings
        self.url = f"s3://{name}?endpoint={endpoint}&region=eu-north-1"
        self.bucket = resource(endpoint).Bucket(name)
        self.bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})

    def options(self) -> dict[str, Any]:
        options = {"bucket_name": self.name, "endpoint_url": self.endpoint, "region_name": "eu-north-1"}
        return {"BACKEND": "files.store.bucket.Bucket", "OPTIONS": options}

    def kept(self) -> set[str]:
        return {found.key for found in self.bucket.objects.all()}

    def content(self, key: str) -> bytes:
        return self.bucket.Object(key).get()["Body"].read()

    def lay_down(self, name: str, content: bytes) -> None:
        self.bucket.put_object(Key=name, Body=content)

    def lose(self, key: str) -> None:
        self.bucket.Object(key).delete()

    def age(self, *, minutes: int = 62) -> None:
        for found in s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[self.name].keys.values():
            found.last_modified -= timedelta(minutes=minutes)

    def go_away(self) -> Callable[[], None]:
        endpoint = self.endpoint
        self.come_back("http://127.0.0.1:1")  # where nobody listens
        return partial(self.come_back, endpoint)

    def come_back(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.settings.STORAGES = {**self.settings.STORAGES, "default": self.options()}
