import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

import applications.plain

# `unaccent` is only STABLE, since its dictionary could change; ours does not, so the wrapper says IMMUTABLE.
# Everything is named with its schema: a restore runs with an empty search path.
PLAIN = """
CREATE FUNCTION public.plain(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT pg_catalog.lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary, said)) $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("core", "0001_extensions"),
    ]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION public.plain(text)"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["stage_since", "id"], name="application_longest"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["name", "id"], name="application_by_name"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    applications.plain.Plain(
                        django.db.models.functions.text.Concat(
                            models.F("name"),
                            models.Value(" "),
                            models.F("email"),
                            models.Value(" "),
                            models.F("code"),
                        )
                    ),
                    name="gin_trgm_ops",
                ),
                name="application_by_person",
            ),
        ),
    ]
