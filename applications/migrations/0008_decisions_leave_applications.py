from django.db import migrations


class Migration(migrations.Migration):
    """The columns that the rows of 0007 stand for now."""

    dependencies = [
        ("applications", "0007_fill_decisions"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="application",
            name="decision_no",
        ),
        migrations.RemoveField(
            model_name="application",
            name="outcome_at",
        ),
        migrations.RemoveField(
            model_name="application",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="application",
            name="told_at",
        ),
        migrations.RemoveField(
            model_name="application",
            name="told_by",
        ),
        migrations.RemoveField(
            model_name="application",
            name="told_how",
        ),
        migrations.RemoveField(
            model_name="transition",
            name="comment",
        ),
        migrations.RemoveField(
            model_name="transition",
            name="reason",
        ),
    ]
