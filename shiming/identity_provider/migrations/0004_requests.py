import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_first_agreement"),
        ("identity_provider", "0003_sign_outs"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="needs_pushed_requests",
            field=models.BooleanField(
                db_comment="sensitive=false; whether it must push its requests (RFC 9126)",
                default=False,
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="needs_signed_requests",
            field=models.BooleanField(
                db_comment="sensitive=false; whether it must sign its requests (RFC 9101)",
                default=False,
            ),
        ),
        migrations.AddField(
            model_name="interaction",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; the account that spoke here last: chose itself, or consented",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="interaction",
            name="consented_scopes",
            field=models.JSONField(
                db_comment="sensitive=false; what it agreed to for this once", default=list
            ),
        ),
        migrations.RemoveConstraint(
            model_name="interaction", name="identity_provider_interaction_led_to"
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("led_to__in", ["sign_in", "step_up", "consent", "select"])),
                name="identity_provider_interaction_led_to",
            ),
        ),
        migrations.CreateModel(
            name="PushedRequest",
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
                    "reference_hash",
                    models.CharField(
                        db_comment="sensitive=false; keyed hash of the reference",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "query",
                    models.TextField(db_comment="sensitive=false; the request, without login_hint"),
                ),
                (
                    "was_signed",
                    models.BooleanField(db_comment="sensitive=false; whether the client signed it"),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was pushed"),
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
                    "client",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity_provider.client",
                    ),
                ),
            ],
            options={"db_table": "identity_provider_pushed_request"},
        ),
    ]
