from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from files import scanning


class Command(BaseCommand):
    help = "Has a file that was locked away scanned once more, when the scanner's signatures were wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=int, help="its number in the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scanning.scan_again(options["file"])
        except DomainError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write("The file waits for the malware scan.\n")
