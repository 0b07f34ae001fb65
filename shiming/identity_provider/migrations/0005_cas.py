import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_first_agreement"),
        ("identity_provider", "0004_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="CasService",
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
                    "origin",
                    models.CharField(
                        db_comment="sensitive=false; scheme, host and port, as they are found by",
                        max_length=300,
                    ),
                ),
                (
                    "path",
                    models.TextField(
                        db_comment="sensitive=false; ends with a slash; all below is the same"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity_provider.client",
                    ),
                ),
            ],
            options={
                "db_table": "identity_provider_cas_service",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("origin", "path"), name="identity_provider_cas_service_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CasTicket",
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
                    "ticket_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of the ticket",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "service",
                    models.TextField(
                        db_comment="sensitive=false; the address that it was made for"
                    ),
                ),
                (
                    "level",
                    models.SmallIntegerField(db_comment="sensitive=false; level when it was made"),
                ),
                (
                    "methods",
                    models.TextField(db_comment="sensitive=false; RFC 8176 names, space separated"),
                ),
                (
                    "acting",
                    models.CharField(db_comment="sensitive=false; acting capacity", max_length=16),
                ),
                (
                    "authenticated_at",
                    models.DateTimeField(db_comment="sensitive=false; time of the sign-in"),
                ),
                (
                    "is_new_sign_in",
                    models.BooleanField(
                        db_comment="sensitive=false; whether the person signed in for this very request"
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was made"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; worthless from here on", db_index=True
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it was used up", null=True
                    ),
                ),
                (
                    "spent_ticket",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; the ticket itself once it opens nothing: the client's name for the session",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; who signed in",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_comment="sensitive=false; to whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity_provider.client",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; the account's person",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_comment="sensitive=false; the session that it speaks of",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.session",
                        to_field="public_id",
                    ),
                ),
            ],
            options={"db_table": "identity_provider_cas_ticket"},
        ),
    ]
