from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0009_outcome_is_true"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("da", "Dansk")], db_default="en", default="en", max_length=2
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("da", "Dansk")], db_default="en", default="en", max_length=2
            ),
        ),
    ]
