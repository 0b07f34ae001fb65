"""Documents for downloading (S03-11)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_applications"),
        ("directory", "0003_staff_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedDocument",
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
                    "kind",
                    models.CharField(db_comment="sensitive=false; policy, manual …", max_length=16),
                ),
                (
                    "title",
                    models.CharField(
                        db_comment="sensitive=false; what it is called", max_length=100
                    ),
                ),
                (
                    "version",
                    models.CharField(
                        db_comment="sensitive=false; as its author counts", max_length=20
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(db_comment="sensitive=false; offered from this day on"),
                ),
                ("file", models.UUIDField(db_comment="sensitive=false; id of the vault's file")),
                (
                    "extension",
                    models.CharField(
                        db_comment="sensitive=false; type of file, read from its content",
                        max_length=8,
                    ),
                ),
                ("size", models.PositiveIntegerField(db_comment="sensitive=false; bytes")),
                (
                    "published_by",
                    models.UUIDField(
                        db_comment=("sensitive=false; account of the officer, none for the system"),
                        null=True,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was published"),
                ),
                (
                    "withdrawn_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer who withdrew it",
                        null=True,
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; not offered from then on", null=True
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it was withdrawn",
                        default="",
                        max_length=200,
                    ),
                ),
                (
                    "portal",
                    models.ForeignKey(
                        db_comment="sensitive=false; where it is offered, none for everywhere",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.portal",
                    ),
                ),
            ],
            options={
                "db_table": "directory_published_document",
                "indexes": [
                    models.Index(
                        fields=["kind", "title", "-valid_from"], name="directory_document_order"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("kind", "title", "version", "portal"),
                        name="directory_document_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("portal__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        fields=("kind", "title", "version"),
                        name="directory_document_everywhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["policy", "regulation", "manual", "form"])
                        ),
                        name="directory_document_kind",
                    ),
                ],
            },
        ),
    ]
