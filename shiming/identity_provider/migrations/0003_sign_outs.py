import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("identity_provider", "0002_machine_side"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="backchannel_logout_uri",
            field=models.TextField(
                blank=True,
                db_comment="sensitive=false; where it is told that sessions end",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="frontchannel_logout_uri",
            field=models.TextField(
                blank=True,
                db_comment="sensitive=false; the same, by the person's browser",
                default="",
            ),
        ),
        migrations.CreateModel(
            name="SignOut",
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
                    "session_id",
                    models.UUIDField(
                        db_comment="sensitive=false; the session that ended, OpenID Connect sid",
                        unique=True,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it ended", db_index=True
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; whose session it was",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={"db_table": "identity_provider_sign_out"},
        ),
        migrations.CreateModel(
            name="SignOutNotice",
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
                    "channel",
                    models.CharField(
                        db_comment="sensitive=false; how it can be told", max_length=16
                    ),
                ),
                (
                    "address",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; where it is told, a registered address",
                        default="",
                    ),
                ),
                (
                    "ticket",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; the spent CAS ticket by which it knows the session",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; whether it answered", max_length=16
                    ),
                ),
                (
                    "error",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; code of the last fault",
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it answered or was given up", null=True
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
                    "sign_out",
                    models.ForeignKey(
                        db_comment="sensitive=false; what of",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity_provider.signout",
                    ),
                ),
            ],
            options={
                "db_table": "identity_provider_sign_out_notice",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sign_out", "client", "ticket"),
                        name="identity_provider_notice_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["back_channel", "front_channel", "cas", "none"])
                        ),
                        name="identity_provider_notice_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "told", "asked", "failed", "unreachable"])
                        ),
                        name="identity_provider_notice_state",
                    ),
                ],
            },
        ),
    ]
