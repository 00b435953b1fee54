"""The sample organisation for a look around; never in production, where anybody could use its sign-ins."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from recruitment import sample

SHORTEST = 12


class Command(BaseCommand):
    help = (
        "Load the sample organisation into a database without users; the password comes from DEMO_PASSWORD."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The sample organisation is never loaded in production.")
        password = os.environ.get("DEMO_PASSWORD", "")
        if len(password) < SHORTEST:
            raise CommandError(f"DEMO_PASSWORD must have {SHORTEST} characters or more.")
        if User.objects.exists():
            raise CommandError("This database has users already; the sample is for an empty one.")
        sample.load(password=password)
        self.stdout.write("The sample organisation is loaded.")
