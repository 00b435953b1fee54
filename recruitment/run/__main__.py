"""`make run`: the whole system from one command, with its own PostgreSQL and Valkey where none is given."""

import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from recruitment.run import screen
from recruitment.run.launcher import Launcher
from recruitment.run.refusal import Refusal, first_line
from recruitment.run.supervisor import Stop, Supervisor
from recruitment.run.tether import die_with_parent

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    os.umask(0o077)
    os.chdir(Path(__file__).resolve().parents[2])
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, ask_to_stop)
    if "--with-make" in sys.argv:
        die_with_parent(os.getppid(), by=signal.SIGTERM)
    supervisor = Supervisor(say=screen.event)
    launcher = Launcher(supervisor)
    supervisor.disk = launcher.data.disk
    reason = ""
    try:
        launcher.start()
        supervisor.watch()
    except Stop:
        screen.line("\nStopping.")
    except (Refusal, ImproperlyConfigured) as refusal:
        reason = str(refusal)
    except Exception as error:  # noqa: BLE001  whatever it was, everything stops and one line says why
        reason = f"{type(error).__name__}: {first_line(error)} ({launcher.data.log('launcher')})"
        with suppress(OSError):  # a full disk
            launcher.data.log("launcher").write_text(traceback.format_exc())
    finally:
        ignore_signals()
        supervisor.stop()
        launcher.close()
    if reason:
        screen.complain(f"Recruitment has stopped: {reason}")
        return 2
    screen.line(f"Stopped. The data stays in {launcher.data.path}.")
    return 0


def ask_to_stop(number: int, frame: FrameType | None) -> None:
    """Once: a signal to the whole group comes twice, from its sender and through the end of make."""
    ignore_signals()
    raise Stop


def ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
