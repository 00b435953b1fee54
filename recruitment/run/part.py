"""`python -m recruitment.run.part web`: one process of the system in the foreground, as containers want it.

The environment is read first, so that a bad value is one line and not a traceback.
"""

import os
import sys
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from core.disks import disk_of
from recruitment.run import interpreter, parts
from recruitment.run.refusal import Refusal, first_line


def main() -> NoReturn:
    if len(sys.argv) != 2 or sys.argv[1] not in parts.NAMES:
        refuse(f"usage: python -m recruitment.run.part {'|'.join(sorted(parts.NAMES))}")
    try:
        command = parts.command(sys.argv[1])
        name_full_disk(sys.argv[1])
        refuse_other_files(sys.argv[1])
    except (ImproperlyConfigured, Refusal) as refusal:
        refuse(f"{sys.argv[1]}: {refusal}")
    if old := interpreter.complaint(sys.version_info[:3]):
        sys.stderr.write(f"{sys.argv[1]}: {old}\n")
    os.execv(command[0], command)  # noqa: S606  becoming the command is the point


def name_full_disk(name: str) -> None:
    """No reason not to start: the database has its own, and whoever is here shows the pages that say so."""
    from recruitment.settings import DATA_DIR

    disk = disk_of(DATA_DIR)
    if disk.is_full:
        sys.stderr.write(f"{name}: the disk of DATA_DIR {DATA_DIR} is full: {disk}\n")


def refuse_other_files(name: str) -> None:
    """Only where both sides answer: what is away now is named by /readyz, which compares them, too."""
    if name not in parts.WITH_FILES:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    django.setup()
    from recruitment.run import whose_files

    try:
        whose_files.settle()
    except (DatabaseError, OSError) as error:
        sys.stderr.write(f"{name}: whose the files are was not asked: {first_line(error)}\n")


def refuse(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
