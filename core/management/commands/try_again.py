from typing import Any

from django.core.management.base import BaseCommand
from django.db.models.functions import Now

from core.models import SweepFailure


class Command(BaseCommand):
    help = "After a repair: the next sweep tries every row that was put aside, whatever its pause."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = SweepFailure.objects.filter(next_try_at__gt=Now()).update(next_try_at=Now())
        self.stdout.write(f"{rows} rows will be tried again.")
