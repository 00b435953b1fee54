"""`python -m files.sandbox.server`: a warm parent that forks one confined child for each file.

Its standard input is a socket. Each message is one byte, the job, with two open files: where to answer, and
the file in question. When the other end of the socket closes, the server ends.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, NoReturn

from files.sandbox import docx, frames, limits, odt, office, pdf, warm
from files.sandbox.fences import Fences
from files.sandbox.refusal import Unacceptable

JUDGES: dict[bytes, Callable[[BinaryIO], None]] = {
    b"p": pdf.judge,
    b"d": office.judge_docx,
    b"o": office.judge_odt,
}
READERS: dict[bytes, Callable[[BinaryIO], Iterator[frames.Frame]]] = {
    b"P": pdf.read,
    b"D": docx.read,
    b"O": odt.read,
}


def serve(control: socket.socket, fences: Fences) -> None:
    """Its first word is which fences it has, as one frame."""
    warm.load()
    fences.raise_()
    with control.makefile("wb") as told:
        frames.write(told, frames.Frame({"there": fences.there(), "missing": fences.missing}))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the kernel
    while True:
        job, files, _, _ = socket.recv_fds(control, 1, 2)
        if not job:
            return
        if len(files) == 2 and os.fork() == 0:
            control.close()
            work(job, files[0], files[1], fences)
        for handle in files:
            os.close(handle)


def work(job: bytes, answer: int, source: int, fences: Fences) -> NoReturn:
    try:
        fences.confine(limits.JUDGING if job in JUDGES else limits.READING)
        os.lseek(source, 0, os.SEEK_SET)
        with open(answer, "wb") as sink, open(source, "rb") as file:
            if job in JUDGES:
                frames.write(sink, frames.Frame({"verdict": verdict(JUDGES[job], file)}))
            else:
                for frame in READERS[job](file):  # one by one: what was said before a sudden end is kept
                    frames.write(sink, frame)
                frames.write(sink, frames.Frame({"part": "end"}))
    finally:
        os._exit(0)


def verdict(judge: Callable[[BinaryIO], None], file: BinaryIO) -> str:
    """ "fine", or the reason against the file."""
    try:
        judge(file)
    except Unacceptable as no:
        return no.reason
    except MemoryError:
        return "limits"
    except Exception:  # noqa: BLE001  whatever a parser says of a hostile file, the file is what is wrong
        return "damaged"
    return "fine"


if __name__ == "__main__":
    serve(socket.socket(fileno=sys.stdin.fileno()), Fences())
