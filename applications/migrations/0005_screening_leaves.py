from django.db import migrations


class Migration(migrations.Migration):
    """Notes and proposals go on in the app `screening`: their tables are renamed, nothing is copied."""

    dependencies = [("applications", "0004_told_another_way")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("note", "screening_note"),
                migrations.AlterModelTable("proposal", "screening_proposal"),
            ],
            state_operations=[migrations.DeleteModel("note"), migrations.DeleteModel("proposal")],
        )
    ]
