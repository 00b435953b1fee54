import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from tests.files.places import Bucket, Folder, Place
from tests.files.scanner import away, there  # noqa: F401  fixtures for whoever asks


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """The store of one test, a folder unless it asks for its `place`."""
    where = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": Folder(where).options()}
    return where


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request: Any, root: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The same test twice, over both stores."""
    if request.param == "folder":
        return Folder(root)
    return empty_bucket(request.getfixturevalue("s3"), settings, monkeypatch)


@pytest.fixture
def bucket(s3: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return empty_bucket(s3, settings, monkeypatch)


def empty_bucket(s3: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-a-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-a-test")
    empty = Bucket(s3, f"files-{secrets.token_hex(8)}", settings)
    settings.STORAGES = {**settings.STORAGES, "default": empty.options()}
    return empty
