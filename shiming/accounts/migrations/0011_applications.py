"""Applications for accounts with their forms, and the second pair of eyes on a reset (A4)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    """Make the tables, and let the number of a construction permit be one to sign in with."""

    dependencies = [("accounts", "0010_staff_suspension")]

    operations = [
        migrations.RemoveConstraint(
            model_name="personalnumber",
            name="accounts_number_kind",
        ),
        migrations.AddConstraint(
            model_name="personalnumber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "housing_fund",
                            "social_security",
                            "unit_social_security",
                            "construction_permit",
                        ],
                    )
                ),
                name="accounts_number_kind",
            ),
        ),
        migrations.CreateModel(
            name="ApplicationForm",
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
                    models.CharField(
                        db_comment="sensitive=false; what is applied for", max_length=32
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; number within the kind"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; proposed, in force or refused", max_length=16
                    ),
                ),
                (
                    "declaration",
                    models.TextField(db_comment="sensitive=false; the form as a TOML text"),
                ),
                (
                    "proposed_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account that proposed it; empty: came with us",
                        null=True,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was proposed"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; the other account, which decided on it",
                        null=True,
                    ),
                ),
                ("decided_at", models.DateTimeField(db_comment="sensitive=false; when", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"), name="accounts_form_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "in_force", "refused"])),
                        name="accounts_form_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_form_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
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
                    models.CharField(
                        db_comment="sensitive=false; what the applicant is told",
                        max_length=20,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        db_comment="sensitive=false; what is applied for", max_length=32
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; submitted, under review, approved, rejected or returned",
                        max_length=16,
                    ),
                ),
                (
                    "submission_key",
                    models.UUIDField(
                        db_comment="sensitive=false; the page it came from: sent twice, kept once",
                        unique=True,
                    ),
                ),
                (
                    "mobile",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; proven mobile of the applicant, E.164",
                        purpose="accounts.application.mobile",
                    ),
                ),
                (
                    "mobile_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the mobile", max_length=64
                    ),
                ),
                (
                    "name",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; what the application calls its project or unit",
                        purpose="accounts.application.name",
                    ),
                ),
                (
                    "answers",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; what was filled in",
                        purpose="accounts.application.answers",
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was first sent"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_comment="sensitive=false; when its state last changed"),
                ),
                (
                    "reviewer_id",
                    models.UUIDField(
                        db_comment="sensitive=false; account that took it up, or decided it",
                        null=True,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; what its approval opened",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        db_comment="sensitive=false; the version that was filled in",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.applicationform",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationScanRow",
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
                    "field",
                    models.CharField(db_comment="sensitive=false; the form's field", max_length=48),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(db_comment="sensitive=false; page, from 0"),
                ),
                (
                    "file_id",
                    models.UUIDField(db_comment="sensitive=false; the picture, in the vault"),
                ),
                (
                    "kept_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was handed in"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_comment="sensitive=false; what it belongs to",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicationStepRow",
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
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; the state it came to", max_length=16
                    ),
                ),
                (
                    "made_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer; empty: the applicant",
                        null=True,
                    ),
                ),
                (
                    "note",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; what the reviewer wrote to the applicant",
                        null=True,
                        purpose="accounts.application.note",
                    ),
                ),
                ("made_at", models.DateTimeField(db_comment="sensitive=false; when")),
                (
                    "application",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose state",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProvenMobile",
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
                    "bound_to",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the browser it is bound to",
                        max_length=64,
                    ),
                ),
                (
                    "mobile",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; the number, E.164",
                        purpose="accounts.proven_mobile",
                    ),
                ),
                ("proven_at", models.DateTimeField(db_comment="sensitive=false; when")),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bound_to", "expires_at"], name="accounts_proven_mobile")
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondFactorRequest",
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
                    "asked_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the officer who asked"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        db_comment="sensitive=false; why; names nobody, which is checked",
                        max_length=200,
                    ),
                ),
                ("asked_at", models.DateTimeField(db_comment="sensitive=false; when")),
                (
                    "expires_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; nobody can agree from here on"
                    ),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of the second officer", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(db_comment="sensitive=false; when", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose second factors",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplierConnection",
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
                    "state",
                    models.CharField(db_comment="sensitive=false; how far it is", max_length=16),
                ),
                ("changed_at", models.DateTimeField(db_comment="sensitive=false; since when")),
                (
                    "application",
                    models.OneToOneField(
                        db_comment="sensitive=false; the approved application",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["state", "submitted_at", "id"], name="accounts_application_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["mobile_index"], name="accounts_application_mobile"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["submitted", "under_review", "approved", "rejected", "returned"])
                ),
                name="accounts_application_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["submitted", "returned"]),
                    ("reviewer_id__isnull", False),
                    _connector="OR",
                ),
                name="accounts_application_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationscanrow",
            constraint=models.UniqueConstraint(
                fields=("application", "field", "place"), name="accounts_application_page"
            ),
        ),
        migrations.AddIndex(
            model_name="applicationsteprow",
            index=models.Index(
                fields=["application", "made_at"], name="accounts_application_steps"
            ),
        ),
        migrations.AddIndex(
            model_name="secondfactorrequest",
            index=models.Index(fields=["account", "expires_at"], name="accounts_factor_request"),
        ),
        migrations.AddConstraint(
            model_name="secondfactorrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="accounts_factor_request_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "none",
                            "test_account",
                            "debugging",
                            "passed",
                            "production_key",
                            "suspended",
                        ],
                    )
                ),
                name="accounts_connection_state",
            ),
        ),
    ]
