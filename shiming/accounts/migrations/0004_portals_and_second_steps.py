"""Portals, maintenance, personal numbers, sign-ins that wait for a second factor."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Q

import shiming.kernel.ids
import shiming.vault.fields


def open_main_portal(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Open the portal that answers wherever no other one does."""
    apps.get_model("accounts", "Portal").objects.get_or_create(
        code="main", defaults={"host": "", "name": "统一身份认证平台"}
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_passkeys")]

    operations = [
        migrations.CreateModel(
            name="Portal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        serialize=False,
                        db_comment="sensitive=false; opaque key",
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        max_length=32, unique=True, db_comment="sensitive=false; short name"
                    ),
                ),
                (
                    "host",
                    models.CharField(
                        max_length=253,
                        blank=True,
                        default="",
                        unique=True,
                        db_comment="sensitive=false; host name, empty for the portal that answers elsewhere",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=60, db_comment="sensitive=false; name in the page's head"
                    ),
                ),
                (
                    "methods",
                    models.JSONField(
                        default=dict,
                        blank=True,
                        db_comment="sensitive=false; sign-in methods for each kind of account; empty: all",
                    ),
                ),
                (
                    "registration_variant",
                    models.CharField(
                        max_length=32,
                        blank=True,
                        default="",
                        db_comment="sensitive=false; empty: as configured",
                    ),
                ),
                (
                    "password_profile",
                    models.CharField(
                        max_length=32,
                        blank=True,
                        default="",
                        db_comment="sensitive=false; empty: as configured",
                    ),
                ),
                (
                    "required_contacts",
                    models.JSONField(
                        default=list,
                        blank=True,
                        db_comment="sensitive=false; mobile, email: what the first sign-in must prove",
                    ),
                ),
                (
                    "human_checks",
                    models.JSONField(
                        null=True,
                        db_comment="sensitive=false; kinds of human check, none: as configured",
                    ),
                ),
                (
                    "demands_second_factor",
                    models.BooleanField(
                        default=False,
                        db_comment="sensitive=false; every account needs a second factor here",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MaintenanceNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        serialize=False,
                        db_comment="sensitive=false; opaque key",
                    ),
                ),
                (
                    "portal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.portal",
                        db_comment="sensitive=false; where, empty for everywhere",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        max_length=200, db_comment="sensitive=false; what people read"
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(db_comment="sensitive=false; shown from here on"),
                ),
                (
                    "ends_at",
                    models.DateTimeField(db_comment="sensitive=false; usable again from here on"),
                ),
                (
                    "stops_sign_in",
                    models.BooleanField(
                        default=False,
                        db_comment="sensitive=false; nobody but staff can sign in meanwhile",
                    ),
                ),
                (
                    "announced_by",
                    models.UUIDField(
                        null=True, db_comment="sensitive=false; account that announced it"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(null=True, db_comment="sensitive=false; ended early"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at"], name="accounts_maintenance_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ends_at__gt=F("starts_at")),
                        name="accounts_maintenance_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        serialize=False,
                        db_comment="sensitive=false; opaque key",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                        db_comment="sensitive=false; whose",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        max_length=24, db_comment="sensitive=false; who gave the number"
                    ),
                ),
                (
                    "number",
                    shiming.vault.fields.EncryptedTextField(
                        purpose="accounts.personal_number", db_comment="sensitive=true; the number"
                    ),
                ),
                (
                    "number_index",
                    models.CharField(
                        max_length=64, db_comment="sensitive=false; blind index of kind and number"
                    ),
                ),
                (
                    "alias_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.personalnumber",
                        db_comment="sensitive=false; the number that replaced this one",
                    ),
                ),
                (
                    "attached_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was attached"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["number_index"], name="accounts_number_once"),
                    models.CheckConstraint(
                        condition=Q(
                            kind__in=["housing_fund", "social_security", "unit_social_security"]
                        ),
                        name="accounts_number_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingSignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        serialize=False,
                        db_comment="sensitive=false; opaque key",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                        db_comment="sensitive=false; whose",
                    ),
                ),
                (
                    "methods",
                    models.JSONField(
                        default=list,
                        db_comment="sensitive=false; RFC 8176 names of what was proven",
                    ),
                ),
                (
                    "bound_to",
                    models.CharField(
                        max_length=64, db_comment="sensitive=false; blind index of the visitor"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the first factor was right"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(db_comment="sensitive=false; worthless from here on"),
                ),
                (
                    "consumed_at",
                    models.DateTimeField(
                        null=True, db_comment="sensitive=false; when it was used or replaced"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bound_to"], name="accounts_pending_bound"),
                    models.Index(fields=["expires_at"], name="accounts_pending_expiry"),
                ],
            },
        ),
        # The words of the code are checked by the code: each new one would be a migration.
        migrations.RemoveConstraint(model_name="guesscounter", name="accounts_counter_scope"),
        migrations.RemoveConstraint(model_name="onetimecode", name="accounts_code_purpose"),
        migrations.RemoveConstraint(model_name="session", name="accounts_session_end"),
        migrations.AddField(
            model_name="onetimecode",
            name="facts",
            field=shiming.vault.fields.EncryptedJSONField(
                purpose="accounts.code.facts",
                null=True,
                db_comment="sensitive=true; what else was typed, judged once the contact is proven",
            ),
        ),
        migrations.AlterField(
            model_name="onetimecode",
            name="purpose",
            field=models.CharField(
                max_length=32, db_comment="sensitive=false; what it is good for"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="must_enrol",
            field=models.BooleanField(
                default=False,
                db_comment="sensitive=false; only a second factor can be enrolled",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="personal_number",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.personalnumber",
                db_index=False,
                db_comment="sensitive=false; the number of theirs that is worked with",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["account", "device_index"], name="accounts_session_device"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["account", "absolute_until"], name="accounts_session_open"),
        ),
        migrations.AlterField(
            model_name="session",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
                db_index=False,
                db_comment="sensitive=false; who signed in",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="accounts_session_end",
            ),
        ),
        migrations.RunPython(open_main_portal, migrations.RunPython.noop),
    ]
