"""Whoever applied before there was a choice read, and was written to, in the language of the advert."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def follow_the_posting(apps: Any, schema_editor: Any) -> None:
    postings = apps.get_model("postings", "Posting").objects.filter(pk=OuterRef("posting"))
    for name in ("Application", "Draft"):
        rows = apps.get_model("applications", name).objects.exclude(posting__language="en")
        rows.update(language=Subquery(postings.values("language")[:1]))


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_language")]

    operations = [migrations.RunPython(follow_the_posting, migrations.RunPython.noop)]
