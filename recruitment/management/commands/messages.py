"""`make messages`: what is marked in code and templates goes into locale/, and is compiled."""

import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

TOOLS = ("xgettext", "msguniq", "msgmerge", "msgattrib", "msgfmt")
STAMP = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)  # another one each time, and says nothing


class Command(BaseCommand):
    help = "Write the catalogues of locale/ anew from the marked sentences, and compile them."

    def handle(self, *args: Any, **options: Any) -> None:
        if any(shutil.which(tool) is None for tool in TOOLS):
            raise CommandError("GNU gettext is needed; on Debian or Ubuntu: apt-get install gettext")
        for code, _ in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                self._write(code)
        call_command("compilemessages", verbosity=0)

    def _write(self, code: str) -> None:
        """File names instead of line numbers, and no wrapping, so that a diff shows what was changed."""
        call_command(
            "makemessages",
            locale=[code],
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
            ignore_patterns=["tests/*", "var/*", ".venv/*"],
            verbosity=0,
        )
        for catalogue in (
            Path(folder) / code / "LC_MESSAGES" / "django.po" for folder in settings.LOCALE_PATHS
        ):
            catalogue.write_text(STAMP.sub("", catalogue.read_text()))
