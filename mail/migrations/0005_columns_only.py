from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_fill_about"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="outgoingmail", name="mail_about"),
        migrations.RemoveIndex(model_name="outgoingmail", name="mail_scope"),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["about_id", "about_kind"], name="mail_about"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["scope_id", "scope_kind", "-id"], name="mail_scope"),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about_id", 0), ("about_kind", "")),
                    models.Q(
                        models.Q(("about_kind", ""), _negated=True), models.Q(("about_id", 0), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="mail_about_kind_and_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope_id__isnull", True), ("scope_kind", "")),
                    models.Q(models.Q(("scope_kind", ""), _negated=True), ("scope_id__isnull", False)),
                    _connector="OR",
                ),
                name="mail_scope_kind_and_id",
            ),
        ),
        migrations.RemoveField(
            model_name="outgoingmail",
            name="about",
        ),
        migrations.RemoveField(
            model_name="outgoingmail",
            name="scope",
        ),
    ]
