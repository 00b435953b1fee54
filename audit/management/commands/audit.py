import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import chain

SAID = {
    "missing": "row {number} is missing: the next one is {found}, entry {entry}",
    "changed": "row {number}, entry {entry}, is not what was written",
    "foreign": "row {number}, entry {entry}, is not the one that was known",
    "short": "the chain ends with row {number}: {found} was known",
}


class Command(BaseCommand):
    help = (
        "verify: walk the chain of the audit log, say where it ends, or which row is the first that is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--known", type=link, metavar="NUMBER:HASH", help="an end that it said before")

    def handle(self, *args: Any, known: chain.Link | None, **options: Any) -> None:
        try:
            end = chain.verify(known=known)
        except chain.Broken as broken:
            where = SAID[broken.what].format(number=broken.number, entry=broken.entry, found=broken.found)
            raise CommandError(f"The chain is broken: {where}.") from broken
        self.stdout.write(f"{end.number} rows, unbroken; {chain.unlinked()} wait for their link.")
        self.stdout.write(f"The end is {end}")


def link(text: str) -> chain.Link:
    """What is no end is an error of the command line, for `known` compares with nothing then."""
    if not re.fullmatch("0:|[1-9][0-9]{0,18}:[0-9a-f]{64}", text):
        raise ValueError(text)
    number, _colon, hashed = text.partition(":")
    return chain.Link(int(number), hashed)
