import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

import applications.plain


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_find_people"),
        ("files", "0002_reading_and_pages"),
        ("postings", "0002_reasons"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="application",
            name="application_by_person",
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    applications.plain.Plain(
                        django.db.models.functions.text.Concat(
                            models.F("name"), models.Value(" "), models.F("email")
                        )
                    ),
                    name="gin_trgm_ops",
                ),
                name="application_by_person",
                fastupdate=False,
            ),
        ),
    ]
