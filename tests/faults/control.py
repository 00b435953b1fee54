"""Mail as everybody sends it: `send_mail.delay()`, and a worker with Celery's defaults."""

import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
import uuid
from email.message import EmailMessage
from pathlib import Path

from celery import Celery

from tests.faults.house import TO
from tests.faults.table import Seen
from tests.mail.sink import Fault, Sink
from tests.stack import ROOT
from tests.valkey import OwnValkey

app = Celery("control", broker=os.environ.get("CONTROL_BROKER"))
WORKER = [
    sys.executable, "-m", "celery", "--quiet", "-A", "tests.faults.control", "worker",
    "-P", "threads", "-c", "8", "--without-gossip", "--without-mingle",
]  # fmt: skip


@app.task
def send_mail(number: str, port: int) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "jobs@example.com", TO, number
    message.set_content("as everybody does")
    with smtplib.SMTP("localhost", port, timeout=30) as smtp:
        smtp.send_message(message)


def harmed(count: int, *, kills: int) -> Seen:
    ids = [f"<{uuid.uuid4()}@example.com>" for _ in range(count)]
    with Sink() as sink, tempfile.TemporaryDirectory(prefix="rc-") as place:
        sink.script(TO, *[Fault("after_dot", wait=0.3, accepted=True)] * count)
        valkey = OwnValkey(Path(place))
        environment = {**os.environ, "CONTROL_BROKER": valkey.url}
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
            worker.kill()
            worker.wait(10)
        finally:
            valkey.kill()
        copies = sink.copies()
        return Seen("control: send_mail.delay()", copies={one: copies[one] for one in ids})


def _until_quiet(sink: Sink, *, seconds: float = 5) -> None:
    count, since = len(sink.accepted), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.2)
        if len(sink.accepted) != count:
            count, since = len(sink.accepted), time.monotonic()
