"""Legal persons, their former numbers, offices and evidence."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0008_face_recovery"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalPerson",
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
                    "credit_code",
                    models.CharField(
                        db_comment="sensitive=false; unified social credit code, public",
                        max_length=18,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "taxpayer_number",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; taxpayer number; a sole trader's holds an identity number",
                        null=True,
                        purpose="legal_persons.legal_person.taxpayer_number",
                    ),
                ),
                (
                    "taxpayer_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the taxpayer number",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="sensitive=false; as on the licence, public", max_length=100
                    ),
                ),
                (
                    "name_key",
                    models.CharField(
                        db_comment="sensitive=false; name folded for comparison",
                        db_index=True,
                        max_length=100,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        db_comment="sensitive=false; what sort of body", max_length=24
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; how it stands in the register",
                        default="existing",
                        max_length=16,
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; registering region",
                        default="",
                        max_length=6,
                    ),
                ),
                (
                    "is_insurance_only",
                    models.BooleanField(
                        db_comment="sensitive=false; pays social insurance alone (S35-8)",
                        default=False,
                    ),
                ),
                (
                    "representative_name",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; legal representative's name",
                        null=True,
                        purpose="legal_persons.legal_person.representative_name",
                    ),
                ),
                (
                    "representative_document",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; kind of the representative's document",
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "representative_number",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; legal representative's document number",
                        null=True,
                        purpose="legal_persons.legal_person.representative_number",
                    ),
                ),
                (
                    "representative_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of that number",
                        db_index=True,
                        max_length=64,
                        null=True,
                    ),
                ),
                (
                    "address",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; seat",
                        null=True,
                        purpose="legal_persons.legal_person.address",
                    ),
                ),
                (
                    "email",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; where it is written to",
                        null=True,
                        purpose="legal_persons.legal_person.email",
                    ),
                ),
                (
                    "capital_amount",
                    models.DecimalField(
                        db_comment="sensitive=false; registered capital as on the licence",
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                    ),
                ),
                (
                    "capital_unit",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; unit of the capital",
                        default="",
                        max_length=4,
                    ),
                ),
                (
                    "capital_currency",
                    models.CharField(
                        blank=True, db_comment="sensitive=false; ISO 4217", default="", max_length=3
                    ),
                ),
                (
                    "scope",
                    models.TextField(
                        blank=True, db_comment="sensitive=false; what it may do, public", default=""
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(db_comment="sensitive=false; since when it exists", null=True),
                ),
                (
                    "valid_until",
                    models.DateField(
                        db_comment="sensitive=false; end of its term; empty: for good", null=True
                    ),
                ),
                (
                    "bank_account",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; bank and number of its account",
                        null=True,
                        purpose="legal_persons.legal_person.bank_account",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_comment="sensitive=false; from where the record came",
                        default="declared",
                        max_length=16,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was put on record"),
                ),
                (
                    "synchronised_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the tax core was last read for it",
                        null=True,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        db_comment="sensitive=false; the unit's own account (A8)",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormerNumber",
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
                        db_comment="sensitive=false; which of the five", max_length=16
                    ),
                ),
                (
                    "number",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; the number; a sole trader's holds an identity number",
                        purpose="legal_persons.former_number.number",
                    ),
                ),
                (
                    "number_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of kind and number", max_length=64
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was put on record"),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_numbers",
                        to="legal_persons.legalperson",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalPersonEvidence",
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
                        db_comment="sensitive=false; what act of proof", max_length=24
                    ),
                ),
                (
                    "source",
                    models.CharField(db_comment="sensitive=false; who vouches", max_length=64),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; the source's own",
                        default="",
                        max_length=100,
                    ),
                ),
                (
                    "is_manual",
                    models.BooleanField(
                        db_comment="sensitive=false; a person decided, shown for ever",
                        default=False,
                    ),
                ),
                (
                    "kept_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account that kept it; empty: the platform",
                        null=True,
                    ),
                ),
                (
                    "transaction",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; bound to this one",
                        default="",
                        max_length=64,
                    ),
                ),
                ("at", models.DateTimeField(db_comment="sensitive=false; counts from here on")),
                (
                    "valid_until",
                    models.DateTimeField(
                        db_comment="sensitive=false; counts until here, empty: without end",
                        null=True,
                    ),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; about whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="legal_persons.legalperson",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalPersonEvidenceRevocation",
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
                ("reason", models.CharField(db_comment="sensitive=false; why", max_length=24)),
                ("at", models.DateTimeField(db_comment="sensitive=false; from when on")),
                (
                    "evidence",
                    models.OneToOneField(
                        db_comment="sensitive=false; what no longer counts",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="legal_persons.legalpersonevidence",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Office",
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
                ("kind", models.CharField(db_comment="sensitive=false; as what", max_length=24)),
                (
                    "state",
                    models.CharField(db_comment="sensitive=false; where it stands", max_length=24),
                ),
                (
                    "source",
                    models.CharField(db_comment="sensitive=false; who says so", max_length=16),
                ),
                (
                    "holder_name",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; holder's name",
                        purpose="legal_persons.office.holder_name",
                    ),
                ),
                (
                    "holder_document",
                    models.CharField(
                        db_comment="sensitive=false; kind of the holder's document", max_length=32
                    ),
                ),
                (
                    "holder_number",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; holder's document number",
                        purpose="legal_persons.office.holder_number",
                    ),
                ),
                (
                    "holder_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of that number",
                        db_index=True,
                        max_length=64,
                    ),
                ),
                (
                    "mobile",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; contact for this relation alone (Q51)",
                        null=True,
                        purpose="legal_persons.office.mobile",
                    ),
                ),
                (
                    "opened_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account that began it; empty: the platform",
                        null=True,
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(db_comment="sensitive=false; when it began to be asked"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account that agreed or refused", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(db_comment="sensitive=false; when", null=True)),
                (
                    "valid_from",
                    models.DateTimeField(db_comment="sensitive=false; counts from here on"),
                ),
                (
                    "valid_until",
                    models.DateTimeField(
                        db_comment="sensitive=false; counts until here; empty: until it is ended",
                        null=True,
                    ),
                ),
                (
                    "ended_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account that ended it", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(db_comment="sensitive=false; when", null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it ended",
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; for whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="legal_persons.legalperson",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose, once the holder is known here",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="legalperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_code__isnull", False),
                    ("taxpayer_index__isnull", False),
                    _connector="OR",
                ),
                name="legal_persons_unit_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "enterprise",
                            "individual_trader",
                            "public_institution",
                            "association",
                            "school",
                            "government",
                            "agency",
                            "other",
                        ],
                    )
                ),
                name="legal_persons_unit_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["existing", "abnormal", "revoked", "cancelled"])),
                name="legal_persons_unit_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["declared", "register", "core", "counter"])),
                name="legal_persons_unit_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="formernumber",
            constraint=models.UniqueConstraint(
                fields=("number_index",), name="legal_persons_former_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="formernumber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "registration",
                            "organisation",
                            "taxpayer",
                            "social_insurance",
                            "statistics",
                        ],
                    )
                ),
                name="legal_persons_former_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="legalpersonevidence",
            index=models.Index(fields=["legal_person", "at"], name="legal_persons_evidence_unit"),
        ),
        migrations.AddConstraint(
            model_name="legalpersonevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "register_match",
                            "approval",
                            "counter",
                            "tax_filing_user",
                            "certificate",
                            "electronic_licence",
                            "transaction_face",
                        ],
                    )
                ),
                name="legal_persons_evidence_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalpersonevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gt", models.F("at")),
                    _connector="OR",
                ),
                name="legal_persons_evidence_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalpersonevidencerevocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        ["superseded", "contradicted", "appeal_upheld", "forged", "mistake"],
                    )
                ),
                name="legal_persons_revocation_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="office",
            index=models.Index(fields=["person", "state"], name="legal_persons_office_person"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "awaiting_confirmation", "agreed", "active"])
                ),
                fields=("legal_person", "holder_index", "kind"),
                name="legal_persons_office_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "legal_representative"), ("state", "active")),
                fields=("legal_person",),
                name="legal_persons_office_one_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "legal_representative",
                            "finance_officer",
                            "tax_officer",
                            "invoice_handler",
                            "tax_agent",
                            "agency_employee",
                            "handler",
                        ],
                    )
                ),
                name="legal_persons_office_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "requested",
                            "awaiting_confirmation",
                            "agreed",
                            "refused",
                            "active",
                            "ended",
                        ],
                    )
                ),
                name="legal_persons_office_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["core", "register", "invitation", "request", "counter"])
                ),
                name="legal_persons_office_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    ("person__isnull", False),
                    _connector="OR",
                ),
                name="legal_persons_office_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "end_reason__in",
                        [
                            "",
                            "left",
                            "other_task",
                            "not_mine",
                            "no_longer_trusted",
                            "replaced",
                            "unit_cancelled",
                            "core",
                        ],
                    )
                ),
                name="legal_persons_office_end",
            ),
        ),
    ]
