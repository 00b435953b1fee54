import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mail import draining
from mail.models import OutgoingMail
from mail.timing import SWEEP

LOOK = 2  # seconds between two looks at what is due


class Command(BaseCommand):
    help = "Send what is due, without a broker: once, or until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until SIGTERM or Ctrl-C")

    def handle(self, *args: Any, forever: bool, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT) if forever else ():
            signal.signal(number, lambda *_: draining.stopping.set())
        draining.sweep()
        if not forever:
            return
        swept = time.monotonic()
        while not draining.stopping.wait(LOOK):
            if time.monotonic() - swept >= SWEEP:
                swept = time.monotonic()
                draining.sweep()
            elif OutgoingMail.objects.due().exists():
                draining.drain()
