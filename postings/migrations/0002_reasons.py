"""The reasons for a rejection that a house starts with. An administrator changes them."""

from typing import Any

from django.db import migrations

REASONS = [
    "A required qualification is missing",
    "Required experience is missing",
    "Others come closer to what the position asks for",
    "An answer rules the position out",
    "Cannot start when the position starts",
    "The application is incomplete",
    "Did not come to the interview",
    "The position is filled or withdrawn",
]


def add(apps: Any, schema_editor: Any) -> None:
    reasons = apps.get_model("postings", "Reason").objects
    for position, text in enumerate(REASONS):
        reasons.get_or_create(text=text, defaults={"position": position})


class Migration(migrations.Migration):
    dependencies = [("postings", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
