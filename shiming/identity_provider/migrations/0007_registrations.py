import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("identity_provider", "0006_releases")]

    operations = [
        migrations.CreateModel(
            name="InitialAccessToken",
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
                    "token_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of the token",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="sensitive=false; the supplier that it was given to",
                        max_length=100,
                    ),
                ),
                (
                    "scopes",
                    models.JSONField(
                        db_comment="sensitive=false; what its clients may ask for at most"
                    ),
                ),
                (
                    "uses_left",
                    models.SmallIntegerField(
                        db_comment="sensitive=false; how many clients may still be registered with it"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was given"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
            ],
            options={"db_table": "identity_provider_initial_token"},
        ),
        migrations.CreateModel(
            name="ClientRegistration",
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
                    "token_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of its own token",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "metadata",
                    models.JSONField(
                        db_comment="sensitive=false; what it said, in the words of the RFC"
                    ),
                ),
                (
                    "jwks_uri",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; where its keys are read again",
                        default="",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it registered"),
                ),
                (
                    "keys_read_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when its keys were read last", null=True
                    ),
                ),
                (
                    "client",
                    models.OneToOneField(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity_provider.client",
                    ),
                ),
                (
                    "initial_token",
                    models.ForeignKey(
                        db_comment="sensitive=false; by whose leave",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity_provider.initialaccesstoken",
                    ),
                ),
            ],
            options={"db_table": "identity_provider_client_registration"},
        ),
    ]
