from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0006_due_by_kind")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="first_tried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
