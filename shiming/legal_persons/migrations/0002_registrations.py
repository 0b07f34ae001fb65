"""Registrations of units, and what counters gave out."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("legal_persons", "0001_legal_persons"),
    ]

    operations = [
        migrations.CreateModel(
            name="CounterIssue",
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
                ("clerk_id", models.UUIDField(db_comment="sensitive=false; account of the clerk")),
                (
                    "explanation",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; what the clerk saw",
                        purpose="legal_persons.counter_issue.explanation",
                    ),
                ),
                (
                    "paper_file_id",
                    models.UUIDField(
                        db_comment="sensitive=false; picture of the paper, in the vault"
                    ),
                ),
                ("issued_at", models.DateTimeField(db_comment="sensitive=false; when")),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; to which unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_persons.legalperson",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitRegistration",
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
                    "way",
                    models.CharField(
                        db_comment="sensitive=false; who decides in the end", max_length=16
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        db_comment="sensitive=false; as what they register it", max_length=16
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="checking",
                        max_length=24,
                    ),
                ),
                (
                    "credit_code",
                    models.CharField(
                        db_comment="sensitive=false; unified social credit code, public",
                        max_length=18,
                    ),
                ),
                (
                    "statement",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; what was stated: names, document, contacts",
                        purpose="legal_persons.unit_registration.statement",
                    ),
                ),
                (
                    "register_outcome",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; the register's word",
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "register_source",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; which register",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "register_reference",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; its own reference",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "has_waited",
                    models.BooleanField(
                        db_comment="sensitive=false; whether the register was unavailable",
                        default=False,
                    ),
                ),
                (
                    "refusal_code",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it was refused",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "reason",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; what the officer wrote to the applicant",
                        null=True,
                        purpose="legal_persons.unit_registration.reason",
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was handed in"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer; empty: the platform",
                        null=True,
                    ),
                ),
                ("decided_at", models.DateTimeField(db_comment="sensitive=false; when", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; who registers",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; the unit, once it is on record",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_persons.legalperson",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; the same as a person",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="counterissue",
            index=models.Index(
                fields=["legal_person", "issued_at"], name="legal_persons_issue_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="unitregistration",
            index=models.Index(
                fields=["state", "submitted_at"], name="legal_persons_registration_q"
            ),
        ),
        migrations.AddIndex(
            model_name="unitregistration",
            index=models.Index(
                fields=["account", "submitted_at"], name="legal_persons_registration_a"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitregistration",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["checking", "awaiting_approval", "awaiting_representative"])
                ),
                fields=("account", "credit_code"),
                name="legal_persons_registration_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "checking",
                            "awaiting_approval",
                            "awaiting_representative",
                            "done",
                            "refused",
                            "withdrawn",
                        ],
                    )
                ),
                name="legal_persons_registration_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["register", "approval"])),
                name="legal_persons_registration_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["representative", "handler"])),
                name="legal_persons_registration_role",
            ),
        ),
    ]
