"""Four verbs, and what they promise, over a folder and over a bucket."""

import hashlib
import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from files import store
from tests.files.places import Bucket, Place

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")


def read(key: str) -> bytes:
    with store.open_(key) as file:
        return file.read()


def test_what_is_kept_can_be_opened_byte_for_byte(place: Place) -> None:
    content = os.urandom(3_000_000)

    key = store.keep(content)

    assert KEY.fullmatch(key)
    assert place.kept() == {key}
    assert place.content(key) == read(key) == content


def test_what_comes_in_is_measured_and_not_yet_kept(place: Place) -> None:
    with store.incoming([b"%PDF-", b"1.7"]) as arrived:
        assert (arrived.size, arrived.sha256) == (8, hashlib.sha256(b"%PDF-1.7").hexdigest())
        assert [key for key in place.kept() if KEY.fullmatch(key)] == []
        key = arrived.keep()

    assert place.kept() == {key}


def test_what_is_not_kept_is_gone(place: Place) -> None:
    with store.incoming([b"refused"]) as arrived, arrived.open() as file:
        assert file.read() == b"refused"

    assert place.kept() == set()


def test_a_stream_that_breaks_off_leaves_nothing(place: Place) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError), store.incoming(chunks()):
        pass

    assert place.kept() == set()


def test_what_is_judged_has_a_descriptor_that_cannot_write(place: Place) -> None:
    """It is passed to a child that reads hostile bytes; the child may move its position as it likes."""
    with store.incoming([b"0123456789"]) as arrived, arrived.open() as file:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(file.fileno(), b"evil")
        os.lseek(file.fileno(), 7, os.SEEK_SET)
        key = arrived.keep()

    assert read(key) == b"0123456789"


def test_what_is_opened_has_a_descriptor_that_cannot_write(place: Place) -> None:
    with store.open_(store.keep(b"0123456789")) as file:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(file.fileno(), b"evil")
        assert os.pread(file.fileno(), 20, 0) == b"0123456789"


def test_what_is_removed_is_gone_and_may_be_removed_again(place: Place) -> None:
    one, two, three = (store.keep(content) for content in (b"1", b"2", b"3"))

    store.remove(one, two)
    store.remove(one, two)

    assert place.kept() == {three}
    with pytest.raises(FileNotFoundError):
        store.open_(one)


def test_only_what_is_older_is_listed(place: Place) -> None:
    old = {store.keep(b"old"), store.keep(b"older")}
    place.age()
    store.keep(b"young")

    assert set(store.older_than(timedelta(hours=1))) == old
    assert list(store.older_than(timedelta(days=4))) == []


def test_what_others_put_there_is_never_listed(place: Place) -> None:
    """A folder or bucket that is not ours alone loses nothing to the tidying."""
    for name in ("ab/report.pdf", "0/notes", "2026/cafe", "ab/" + "c" * 31, "readme"):
        place.lay_down(name, b"somebody's")
    place.age()

    assert list(store.older_than(timedelta(hours=1))) == []


def test_an_empty_store_lists_nothing(place: Place) -> None:
    assert list(store.older_than(timedelta(0))) == []


def test_a_kept_file_has_no_address(place: Place) -> None:
    key = store.keep(b"private")

    # `default_storage` among the names of a test module is opened by pytest, before the tests' settings.
    with pytest.raises(ValueError, match="no address"):
        storages["default"].url(key)


def test_a_store_in_reach_is_left_as_it_is(place: Place) -> None:
    store.reach()

    assert place.kept() == set()


@pytest.mark.parametrize(
    "verb",
    [
        lambda key: store.keep(b"more"),
        store.open_,
        store.remove,
        lambda key: store.reach(),
    ],
    ids=["keep", "open", "remove", "reach"],
)
def test_a_store_that_is_away_is_an_os_error(place: Place, verb: Any) -> None:
    key = store.keep(b"kept before")
    place.go_away()

    with pytest.raises(OSError) as refused:  # noqa: PT011  that it is one is what callers rely on
        verb(key)

    assert not isinstance(refused.value, FileNotFoundError)


def test_a_crash_leaves_no_file_in_the_temporary_folder(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with store.incoming([b"private"]) as arrived:
        assert list(tmp_path.glob("*")) == []
        key = arrived.keep()
    with store.open_(key):
        assert list(tmp_path.glob("*")) == []


def test_a_missing_bucket_is_no_missing_file(bucket: Bucket) -> None:
    """Or a wrong name in FILES_URL would make every CV unreadable for good."""
    key = store.keep(b"kept before")
    bucket.lose(key)
    bucket.bucket.delete()

    for verb in (lambda: store.open_(key), store.reach, lambda: list(store.older_than(timedelta(0)))):
        with pytest.raises(OSError, match="bucket") as refused:
            verb()
        assert not isinstance(refused.value, FileNotFoundError)


def test_without_keys_a_bucket_is_out_of_reach(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # no machine's role either
    bucket.come_back(bucket.endpoint)

    with pytest.raises(OSError, match="credentials"):
        store.reach()


def test_a_bucket_that_hangs_is_left_alone_in_time(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody waits for the page: two tries, and not the minutes that boto would take."""
    monkeypatch.setattr("files.store.bucket.ANSWERING", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        bucket.come_back(f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()

        with pytest.raises(OSError, match="timeout"):
            store.keep(b"never arrives")

    assert time.monotonic() - began < 8


def test_many_threads_share_a_bucket(bucket: Bucket) -> None:
    contents = [os.urandom(50_000) for _ in range(40)]

    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(store.keep, contents))
        opened = list(threads.map(read, keys))

    assert len(set(keys)) == 40
    assert opened == contents
