from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_address_changes"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="endings",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
