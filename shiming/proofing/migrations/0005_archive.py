"""Who opened whose archive of evidence, and what for (S19-4)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_applications"),
        ("proofing", "0004_face_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="sensitive=false; opaque key",
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(db_comment="sensitive=false; what for", max_length=16),
                ),
                (
                    "case_number",
                    models.CharField(
                        db_comment="sensitive=false; number of the matter that needs it",
                        max_length=64,
                    ),
                ),
                ("opened_at", models.DateTimeField(db_comment="sensitive=false; when")),
                (
                    "closes_at",
                    models.DateTimeField(db_comment="sensitive=false; opens nothing from here on"),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_comment="sensitive=false; who opened it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose it is",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["officer", "opened_at"], name="proofing_archive_officer"),
                    models.Index(fields=["person", "opened_at"], name="proofing_archive_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                ["appeal", "complaint", "correction", "court", "supervision"],
                            )
                        ),
                        name="proofing_archive_purpose",
                    )
                ],
            },
        ),
    ]
