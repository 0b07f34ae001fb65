"""Passkeys, authenticator apps, recovery codes, trusted browsers."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_first_agreement"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authenticator",
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
                    "secret",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; shared key, base32",
                        purpose="accounts.authenticator.secret",
                    ),
                ),
                (
                    "last_step",
                    models.BigIntegerField(
                        db_comment="sensitive=false; the newest step whose code was used; none is again",
                        default=0,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when the secret was made"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when a code showed that the app has it",
                        null=True,
                    ),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(db_comment="sensitive=false; its latest use", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CredentialHolder",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_comment="sensitive=false; whose settings these are",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "user_handle",
                    models.CharField(
                        db_comment="sensitive=false; random name that authenticators know the account by",
                        max_length=43,
                        unique=True,
                    ),
                ),
                (
                    "two_step_since",
                    models.DateTimeField(
                        db_comment="sensitive=false; when its owner switched the second step on",
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
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
                    "credential_id",
                    models.CharField(
                        db_comment="sensitive=false; the authenticator's name for it, base64url",
                        max_length=1400,
                        unique=True,
                    ),
                ),
                ("public_key", models.BinaryField(db_comment="sensitive=false; COSE key")),
                (
                    "sign_count",
                    models.BigIntegerField(
                        db_comment="sensitive=false; the authenticator's count of uses, 0 if it keeps none"
                    ),
                ),
                (
                    "transports",
                    models.JSONField(
                        db_comment="sensitive=false; how browsers reach the authenticator",
                        default=list,
                    ),
                ),
                (
                    "is_backup_eligible",
                    models.BooleanField(
                        db_comment="sensitive=false; may be copied to other devices of its owner"
                    ),
                ),
                (
                    "is_backed_up",
                    models.BooleanField(db_comment="sensitive=false; has been copied"),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="sensitive=false; what its owner calls it", max_length=60
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was added"),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(db_comment="sensitive=false; its latest use", null=True),
                ),
                (
                    "last_used_device",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; browser and system of the latest use, in words",
                        default="",
                        max_length=120,
                    ),
                ),
                (
                    "suspended_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when a copy of it showed; it opens nothing since",
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
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
                    "code_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of account and code", max_length=64
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was shown"),
                ),
                (
                    "used_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was used", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrustedDevice",
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
                    "device_index",
                    models.CharField(
                        db_comment="sensitive=false; blind index of the browser's visitor cookie",
                        max_length=64,
                    ),
                ),
                (
                    "trusted_until",
                    models.DateTimeField(db_comment="sensitive=false; no longer trusted from here"),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="guesscounter",
            name="accounts_counter_scope",
        ),
        migrations.RemoveConstraint(
            model_name="onetimecode",
            name="accounts_code_purpose",
        ),
        migrations.AddConstraint(
            model_name="guesscounter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scope__in",
                        [
                            "password.account",
                            "password.address",
                            "password.number",
                            "code_guess.account",
                            "code_guess.number",
                            "code_guess.address",
                            "code_send.number",
                            "code_send.address",
                            "second_factor.account",
                            "second_factor.address",
                            "second_factor.number",
                            "face.account",
                            "face.address",
                            "face.number",
                            "recovery.account",
                            "recovery.address",
                            "recovery.number",
                            "certificate.account",
                            "certificate.address",
                            "certificate.number",
                        ],
                    )
                ),
                name="accounts_counter_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="onetimecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "register",
                            "sign_in",
                            "sign_in_with_document",
                            "sign_in_as_filed",
                            "second_factor",
                            "confirm",
                        ],
                    )
                ),
                name="accounts_code_purpose",
            ),
        ),
        migrations.AddField(
            model_name="authenticator",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; whose",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="passkey",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; whom it signs in",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; whose",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="trusteddevice",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; whose",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="authenticator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=("account",),
                name="accounts_authenticator_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="authenticator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True)),
                fields=("account",),
                name="accounts_authenticator_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="passkey",
            index=models.Index(fields=["account", "created_at"], name="accounts_passkey_owner"),
        ),
        migrations.AddIndex(
            model_name="recoverycode",
            index=models.Index(fields=["account"], name="accounts_recovery_owner"),
        ),
        migrations.AddConstraint(
            model_name="trusteddevice",
            constraint=models.UniqueConstraint(
                fields=("account", "device_index"), name="accounts_trusted_device_once"
            ),
        ),
    ]
