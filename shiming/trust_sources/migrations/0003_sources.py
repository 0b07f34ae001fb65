"""Trust sources with the versions of their terms, and renewals of certificates (E4, S30-2)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_face_recovery"),
        ("trust_sources", "0002_nodes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustSource",
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
                    "code",
                    models.SlugField(
                        db_comment="sensitive=false; short name, in addresses and links",
                        max_length=24,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; whether it may be used",
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        db_comment="sensitive=false; whether it answered when last asked",
                        default="unknown",
                        max_length=16,
                    ),
                ),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; checks without an answer since the last one with",
                        default=0,
                    ),
                ),
                (
                    "checked_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it was asked", null=True
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was entered"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "active", "suspended", "closed"])
                        ),
                        name="trust_sources_source_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("health__in", ["unknown", "up", "down"])),
                        name="trust_sources_source_health",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RenewalRequest",
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
                    "serial",
                    models.CharField(
                        db_comment="sensitive=false; its serial number", max_length=64
                    ),
                ),
                ("valid_until", models.DateTimeField(db_comment="sensitive=false; its end")),
                (
                    "need",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; what the person wrote",
                        purpose="trust_sources.renewal.need",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands", default="open", max_length=16
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        db_comment="sensitive=false; what the officer answered",
                        default="",
                        max_length=200,
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was asked for"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_comment="sensitive=false; when that was", null=True),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; who asks",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose certificate it is",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.certificateauthority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "refused"])),
                        name="trust_sources_renewal_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("account", "serial"),
                        name="trust_sources_renewal_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceTerms",
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
                    "number",
                    models.PositiveIntegerField(db_comment="sensitive=false; version, from 1 on"),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="proposed",
                        max_length=16,
                    ),
                ),
                (
                    "values",
                    models.JSONField(
                        db_comment="sensitive=false; names, connection, mapping, level, portals, contract"
                    ),
                ),
                (
                    "secret",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; the platform's secret at the source",
                        default="",
                        purpose="trust_sources.source.secret",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        db_comment="sensitive=false; why it was refused", default="", max_length=200
                    ),
                ),
                (
                    "proposed_by",
                    models.UUIDField(db_comment="sensitive=false; account of who proposed it"),
                ),
                ("proposed_at", models.DateTimeField(db_comment="sensitive=false; when that was")),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of who decided", null=True
                    ),
                ),
                (
                    "decided_at",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "number"), name="trust_sources_terms_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("source",),
                        name="trust_sources_terms_in_force_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("source",),
                        name="trust_sources_terms_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "in_force", "replaced", "refused"])
                        ),
                        name="trust_sources_terms_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="trust_sources_terms_four_eyes",
                    ),
                ],
            },
        ),
    ]
