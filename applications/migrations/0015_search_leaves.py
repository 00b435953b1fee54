from django.db import migrations


class Migration(migrations.Migration):
    """People are found by what screening keeps of them."""

    dependencies = [("applications", "0014_letters_can_be_contested")]
    operations = [
        migrations.RemoveIndex(model_name="application", name="application_by_person"),
    ]
