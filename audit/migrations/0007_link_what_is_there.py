"""The rows of before get their links, in the order of their ids. What is logged meanwhile is for the sweep."""

from typing import Any

from django.db import migrations

from audit.chain import BEGINNING, FIELDS, after  # how a row is hashed never changes

PIECE = 2000


def link(apps: Any, schema_editor: Any) -> None:
    entry = apps.get_model("audit", "Entry")
    rows = entry.objects.filter(number=None).order_by("id").values_list(*FIELDS)
    end, last = BEGINNING, 0
    while piece := list(rows.filter(id__gt=last)[:PIECE]):
        links = []
        for row in piece:
            end = after(end, row)
            links.append(entry(id=row[0], number=end.number, hash=end.hash))
        entry.objects.bulk_update(links, ["number", "hash"], batch_size=500)
        last = piece[-1][0]


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_append_only_but_links")]
    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
