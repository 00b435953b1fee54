"""A signal to the whole group reaches the launcher twice: from its sender, and through the end of make."""

import subprocess
import sys

from tests.source import ROOT

TWICE = """
import os, signal
from recruitment.run.__main__ import SIGNALS, ask_to_stop
from recruitment.run.supervisor import Stop

for number in SIGNALS:
    signal.signal(number, ask_to_stop)
try:
    os.kill(os.getpid(), signal.SIGTERM)
except Stop:
    for number in SIGNALS:
        os.kill(os.getpid(), number)
    print("once")
"""


def test_a_second_signal_does_not_stop_the_stopping() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TWICE], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "once\n", "")
