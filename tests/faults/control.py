"""The control: `send_mail.delay()` under the same kills must lose a mail, or double one."""

import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from tests.faults.house import slowly
from tests.faults.naive import TO, app, send_mail
from tests.faults.table import Seen
from tests.mail.sink import Sink
from tests.stack import ROOT, clean_environment
from tests.valkey import OwnValkey

WORKER = [
    sys.executable, "-m", "celery", "--quiet", "-A", "tests.faults.naive", "worker",
    "-P", "threads", "-c", "8", "--without-gossip", "--without-mingle",
]  # fmt: skip


def harmed(count: int, *, kills: int) -> Seen:
    ids = [f"<{uuid.uuid4()}@example.com>" for _ in range(count)]
    with Sink() as sink, tempfile.TemporaryDirectory(prefix="rc-") as place:
        sink.script(TO, *slowly(count, wait=0.4))
        valkey = OwnValkey(Path(place))
        environment = clean_environment(NAIVE_BROKER=valkey.url)
        app.conf.broker_url = valkey.url
        for one in ids:
            send_mail.delay(one, sink.port)
        try:
            for number in range(kills + 1):
                worker = subprocess.Popen(
                    WORKER, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                before = len(sink.accepted)
                until = time.monotonic() + 20
                while len(sink.accepted) < before + 8 and time.monotonic() < until:
                    time.sleep(0.05)
                if number < kills:
                    worker.send_signal(signal.SIGKILL)
                    worker.wait(10)
            _until_quiet(sink)
        finally:
            worker.kill()
            worker.wait(10)
            valkey.kill()
        copies = sink.copies()
        return Seen("control: send_mail.delay()", copies={one: copies[one] for one in ids})


def _until_quiet(sink: Sink, *, seconds: float = 15) -> None:
    count, since = len(sink.accepted), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.2)
        if len(sink.accepted) != count:
            count, since = len(sink.accepted), time.monotonic()
