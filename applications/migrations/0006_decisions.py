import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A decision becomes a row. What bound its columns on the application goes first, so that the way back can
    fill them before it binds them again."""

    dependencies = [
        ("applications", "0005_screening_leaves"),
        ("mail", "0005_columns_only"),
        ("postings", "0002_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_outcome_known",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_outcome_has_time",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_reason_of_rejection",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_told_of_rejection",
        ),
        migrations.AlterField(
            model_name="application",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hired", "Hired"),
                    ("reserve", "On the reserve list"),
                    ("declined", "Declined"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="transition",
            name="from_outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hired", "Hired"),
                    ("reserve", "On the reserve list"),
                    ("declined", "Declined"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="transition",
            name="to_outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hired", "Hired"),
                    ("reserve", "On the reserve list"),
                    ("declined", "Declined"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "hired", "reserve", "declined", "rejected", "withdrawn"])
                ),
                name="application_outcome_known",
            ),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="applications.application",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hired", "Hired"),
                            ("reserve", "On the reserve list"),
                            ("declined", "Declined"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="postings.reason",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="applications.decision",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_how", models.CharField(blank=True, max_length=200)),
                (
                    "letter",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mail.outgoingmail",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-id"]},
        ),
        migrations.AddField(
            model_name="transition",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="transitions",
                to="applications.decision",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True), ("undone_at__isnull", True)),
                fields=["application"],
                name="decision_not_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("application",),
                name="decision_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hired", "reserve", "declined", "rejected", "withdrawn"])),
                name="decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__isnull", True), ("kind__in", ["rejected"]), _connector="OR"),
                name="decision_reason_where_one_is_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", False), ("undone_by__isnull", True), _connector="OR"
                ),
                name="decision_undone_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_by__isnull", True), ("told_how", "")),
                    models.Q(
                        ("told_at__isnull", False),
                        ("told_by__isnull", False),
                        models.Q(("told_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_told_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True),
                    ("told_at__isnull", True),
                    ("kind__in", ["hired", "reserve"]),
                    _connector="OR",
                ),
                name="decision_told_is_not_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "withdrawn"), _negated=True),
                    ("told_at__isnull", False),
                    _connector="OR",
                ),
                name="decision_withdrawal_is_told",
            ),
        ),
    ]
