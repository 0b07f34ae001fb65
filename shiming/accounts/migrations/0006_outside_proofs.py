import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_activation_and_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceBinding",
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
                    "body_code",
                    models.CharField(
                        db_comment="sensitive=false; unified code of the body",
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("bound_at", models.DateTimeField(db_comment="sensitive=false; when it was bound")),
                (
                    "used_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; the latest sign-in", null=True
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CertificateBinding",
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
                    "body_code",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; code of the body that the certificate names, if it does",
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        db_comment="sensitive=false; issued for a person or an organisation",
                        max_length=16,
                    ),
                ),
                (
                    "brand",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; brand of the key",
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        db_comment="sensitive=false; distinguished name of the authority",
                        max_length=255,
                    ),
                ),
                (
                    "serial",
                    models.CharField(
                        db_comment="sensitive=false; serial number, hexadecimal", max_length=64
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        db_comment="sensitive=false; SHA-256 of the public key", max_length=64
                    ),
                ),
                (
                    "valid_until",
                    models.DateTimeField(db_comment="sensitive=false; end of the certificate"),
                ),
                ("bound_at", models.DateTimeField(db_comment="sensitive=false; when it was bound")),
                (
                    "used_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; the latest sign-in", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "serial"), name="accounts_certificate_serial"
                    ),
                    models.UniqueConstraint(
                        fields=("fingerprint",), name="accounts_certificate_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideProofRow",
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
                    models.CharField(db_comment="sensitive=false; who vouches", max_length=16),
                ),
                (
                    "aim",
                    models.CharField(
                        db_comment="sensitive=false; to sign in, or to bind", max_length=16
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; which social network",
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "bound_to",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the visitor cookie",
                        max_length=64,
                    ),
                ),
                (
                    "secrets",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; state, nonce, verifier, statement, reference or subject",
                        default=dict,
                        purpose="accounts.outside_proof.secrets",
                    ),
                ),
                ("created_at", models.DateTimeField(db_comment="sensitive=false; when it began")),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
                (
                    "consumed_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was used", null=True),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; to whom it shall be bound; empty at sign-in",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_outsideproof",
                "indexes": [models.Index(fields=["expires_at"], name="accounts_outside_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["social", "certificate", "licence", "face"])
                        ),
                        name="accounts_outside_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("aim__in", ["sign_in", "bind", "confirm"])),
                        name="accounts_outside_aim",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QrSignIn",
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
                    models.CharField(
                        db_comment="sensitive=false; random part of the address",
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "bound_to",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the PC's visitor cookie",
                        max_length=64,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; how far it has come",
                        default="shown",
                        max_length=16,
                    ),
                ),
                (
                    "ended_for",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it came to nothing",
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "needs_face",
                    models.BooleanField(
                        db_comment="sensitive=false; the phone confirms with a face, not by a tap",
                        default=False,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        db_comment="sensitive=false; what the PC shows and the phone must pick"
                    ),
                ),
                (
                    "choices",
                    models.JSONField(
                        db_comment="sensitive=false; what the phone offers to pick from"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        db_comment="sensitive=false; host whose page shows the code", max_length=255
                    ),
                ),
                (
                    "address",
                    models.CharField(db_comment="sensitive=true; address of the PC", max_length=45),
                ),
                (
                    "device",
                    models.CharField(
                        db_comment="sensitive=false; browser and system of the PC in words",
                        max_length=120,
                    ),
                ),
                (
                    "phone_session",
                    models.UUIDField(
                        db_comment="sensitive=false; public id of the session that scanned it",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was shown"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose phone scanned it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bound_to", "state"], name="accounts_qr_bound"),
                    models.Index(fields=["expires_at"], name="accounts_qr_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["shown", "scanned", "confirmed", "used", "refused", "expired"],
                            )
                        ),
                        name="accounts_qr_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_for", ""),
                            (
                                "ended_for__in",
                                ["by_owner", "wrong_number", "other_origin", "replaced"],
                            ),
                            _connector="OR",
                        ),
                        name="accounts_qr_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["shown", "refused", "expired"]),
                            models.Q(("account__isnull", False), ("phone_session__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_qr_phone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialBinding",
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
                    "provider",
                    models.CharField(db_comment="sensitive=false; which network", max_length=32),
                ),
                (
                    "subject",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; the network's opaque name of the person",
                        purpose="accounts.social.subject",
                    ),
                ),
                (
                    "subject_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of provider and subject",
                        max_length=64,
                    ),
                ),
                ("bound_at", models.DateTimeField(db_comment="sensitive=false; when it was bound")),
                (
                    "used_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; the latest sign-in", null=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_index",), name="accounts_social_subject"
                    ),
                    models.UniqueConstraint(
                        fields=("account", "provider"), name="accounts_social_account"
                    ),
                ],
            },
        ),
    ]
