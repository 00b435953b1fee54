"""A process in which storing a file is cut short: `python -m tests.files.crash_lab`.

It reads lines with the name of a point, lets a child store a CV that dies there by a real SIGKILL, and
answers with the signal. Settings come from the environment. The first process opens no connection, so that
its children share none.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.core.files.uploadedfile import SimpleUploadedFile


def die(*args: object, **kwargs: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def half(upload: SimpleUploadedFile) -> Iterator[bytes]:
    yield upload.read(1000)
    die()


def in_the_stream(upload: SimpleUploadedFile) -> None:
    upload.chunks = lambda *args: half(upload)
    _take(upload)


def before_its_name(upload: SimpleUploadedFile) -> None:
    from files import store

    store.Incoming.keep = die
    _take(upload)


def before_the_row(upload: SimpleUploadedFile) -> None:
    from files import uploading

    uploading._write_down = die
    _take(upload)


def before_the_commit(upload: SimpleUploadedFile) -> None:
    """The row is written, and its transaction is open."""
    from files import uploading

    uploading.record = die
    _take(upload)


def after_the_commit(upload: SimpleUploadedFile) -> None:
    from files import uploading

    uploading.poke = die
    _take(upload)


def among_the_pages(upload: SimpleUploadedFile) -> None:
    """A worker has kept the pictures of the pages, and has not written them down."""
    from files import reading, uploading

    stored = uploading.take(upload)
    reading._write_down = die
    reading.read(stored.pk)


def row_first(upload: SimpleUploadedFile) -> None:
    """The twin: what the order of `take` is for."""
    from files import store, uploading

    with store.incoming(upload.chunks()) as arrived:
        uploading.poke = die
        uploading._write_down(arrived, key=store.new_key(), kind="pdf", name="cv.pdf", by="applicant")
        arrived.keep()


POINTS: dict[str, Callable[[SimpleUploadedFile], None]] = {
    point.__name__: point
    for point in (
        in_the_stream, before_its_name, before_the_row, before_the_commit, after_the_commit,
        among_the_pages, row_first,
    )
}  # fmt: skip


def _take(upload: SimpleUploadedFile) -> None:
    from files import uploading

    uploading.take(upload)


def one(point: str) -> int:
    """How the child ended: -9 where it was killed."""
    from tests.files.corpus import sample

    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        POINTS[point](sample("s01").upload())
    finally:
        os._exit(0)


def main() -> None:
    django.setup()
    for line in sys.stdin:
        print(one(line.strip()), flush=True)


if __name__ == "__main__":
    main()
