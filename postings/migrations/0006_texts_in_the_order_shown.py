"""Texts were shown in the order of their kinds, whatever their places; from now on their places are the order."""

from typing import Any

from django.db import migrations

KINDS = [
    "intro", "role", "responsibilities", "qualifications", "person", "team", "organisation", "process",
    "programme", "practical", "equality",
]  # fmt: skip


def renumber(apps: Any, schema_editor: Any) -> None:
    section = apps.get_model("postings", "Section")
    rows = sorted(
        section.objects.values_list("posting_id", "kind", "position", "pk"),
        key=lambda row: (row[0], KINDS.index(row[1]), row[2], row[3]),
    )
    before, place = None, 0
    for posting, _kind, position, pk in rows:
        place = place + 1 if posting == before else 0
        before = posting
        if position != place:
            section.objects.filter(pk=pk).update(position=place)


class Migration(migrations.Migration):
    dependencies = [("postings", "0005_openings")]
    operations = [migrations.RunPython(renumber, migrations.RunPython.noop)]
