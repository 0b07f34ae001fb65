"""Operators of sources accept their duties (S19-7)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [("trust_sources", "0005_recognition")]

    operations = [
        migrations.CreateModel(
            name="DutiesAcceptance",
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
                    "version",
                    models.CharField(
                        db_comment="sensitive=false; version of the duties", max_length=32
                    ),
                ),
                (
                    "contact",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; mailbox of the operator's contact",
                        purpose="trust_sources.duties.contact",
                    ),
                ),
                (
                    "code_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of the code", max_length=64
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; wrong codes so far", default=0
                    ),
                ),
                (
                    "asked_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer who asked"
                    ),
                ),
                ("asked_at", models.DateTimeField(db_comment="sensitive=false; when that was")),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
                (
                    "accepted_by",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; name of who accepted for the operator",
                        default="",
                        purpose="trust_sources.duties.accepted_by",
                    ),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(db_comment="sensitive=false; when that was", null=True),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.trustsource",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["source", "accepted_at"], name="trust_sources_duties_source"
                    )
                ],
            },
        ),
    ]
