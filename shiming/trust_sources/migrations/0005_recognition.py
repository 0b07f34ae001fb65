"""What nodes say of themselves as identity providers, and how many calls were not theirs."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("trust_sources", "0004_checks")]

    operations = [
        migrations.AddField(
            model_name="peernode",
            name="issuer",
            field=models.CharField(
                db_comment="sensitive=false; its name as an identity provider",
                default="",
                max_length=500,
            ),
        ),
        migrations.AddField(
            model_name="peernode",
            name="origins",
            field=models.JSONField(
                db_comment="sensitive=false; the addresses under which people reach it",
                default=list,
            ),
        ),
        migrations.AddField(
            model_name="peernode",
            name="recognises_us",
            field=models.BooleanField(
                db_comment="sensitive=false; whether it says that its people may come here",
                default=False,
            ),
        ),
        migrations.CreateModel(
            name="RefusedCalls",
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
                    "hour",
                    models.DateTimeField(db_comment="sensitive=false; when the hour began"),
                ),
                (
                    "count",
                    models.PositiveIntegerField(db_comment="sensitive=false; how many", default=0),
                ),
                (
                    "is_recorded",
                    models.BooleanField(
                        db_comment="sensitive=false; whether the audit trail has the number",
                        default=False,
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.peernode",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("peer", "hour"), name="trust_sources_refused_hour"
                    )
                ],
            },
        ),
    ]
