from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_mailbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("da", "Dansk")], db_default="en", default="en", max_length=2
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English"), ("da", "Dansk")],
                db_default="",
                default="",
                max_length=2,
            ),
        ),
    ]
