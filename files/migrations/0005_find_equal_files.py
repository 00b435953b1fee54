from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0004_store_mark")]

    operations = [
        migrations.AddIndex(
            model_name="storedfile", index=models.Index(fields=["sha256"], name="file_by_content")
        ),
    ]
