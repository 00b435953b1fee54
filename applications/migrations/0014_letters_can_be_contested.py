"""A receipt whose words somebody changed says "this was not me" as well: without, its reader could not contest."""

from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Replace

NAME = "{contest_url}"
ADDED = {
    "receipt": {"en": "This was not me", "da": "Det var ikke mig"},
    "second_submission": {"en": "The first one was not me", "da": "Den første var ikke mig"},
    "answered_already": {"en": "The first one was not me", "da": "Den første var ikke mig"},
}


def _paragraphs(apps: Any) -> Any:
    letters = apps.get_model("mail", "Letter").objects
    for kind, said in ADDED.items():
        for language, words in said.items():
            yield letters.filter(kind=kind, language=language), Value(f"\n\n{words}: {NAME}")


def add(apps: Any, schema_editor: Any) -> None:
    for rows, paragraph in _paragraphs(apps):
        rows.exclude(body__contains=NAME).update(body=Concat(F("body"), paragraph))


def take_away(apps: Any, schema_editor: Any) -> None:
    for rows, paragraph in _paragraphs(apps):
        rows.update(body=Replace(F("body"), paragraph, Value("")))


class Migration(migrations.Migration):
    dependencies = [("applications", "0013_contested"), ("mail", "0005_columns_only")]

    operations = [migrations.RunPython(add, take_away)]
