import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_first_agreement"),
        ("identity_provider", "0005_cas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
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
                    "scopes",
                    models.JSONField(
                        db_comment="sensitive=false; all scopes that were ever granted"
                    ),
                ),
                (
                    "last_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the last grant was made"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; of whom",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "client"), name="identity_provider_release_one"
                    )
                ],
            },
        ),
    ]
