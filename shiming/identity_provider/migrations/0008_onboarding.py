import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_staff_suspension"),
        ("identity_provider", "0007_registrations"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressChange",
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
                    "redirect_uris",
                    models.JSONField(db_comment="sensitive=false; the addresses wanted"),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; pending, approved, …", max_length=16
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, db_comment="sensitive=false; why not", default=""),
                ),
                (
                    "requested_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was asked for"),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; which officer decided", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_comment="sensitive=false; when that was", null=True),
                ),
            ],
            options={
                "db_table": "identity_provider_address_change",
            },
        ),
        migrations.CreateModel(
            name="Application",
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
                    "applicant_person_id",
                    models.UUIDField(
                        db_comment="sensitive=false; the integrator's person, who may not decide",
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; submitted, returned, refused, approved, …",
                        max_length=16,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        db_comment="sensitive=false; the unit that applies", max_length=100
                    ),
                ),
                (
                    "responsible_name",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; who answers for the system",
                        purpose="identity_provider.application.responsible_name",
                    ),
                ),
                (
                    "responsible_contact",
                    shiming.vault.fields.EncryptedTextField(
                        db_comment="sensitive=true; how they are reached",
                        purpose="identity_provider.application.responsible_contact",
                    ),
                ),
                (
                    "system_name",
                    models.CharField(db_comment="sensitive=false; the system", max_length=100),
                ),
                (
                    "purpose",
                    models.TextField(db_comment="sensitive=false; what the data are wanted for"),
                ),
                (
                    "item_codes",
                    models.JSONField(db_comment="sensitive=false; the service items it serves"),
                ),
                (
                    "environments",
                    models.JSONField(db_comment="sensitive=false; sandbox, production"),
                ),
                (
                    "sandbox_redirect_uris",
                    models.JSONField(db_comment="sensitive=false; addresses for the test"),
                ),
                (
                    "redirect_uris",
                    models.JSONField(db_comment="sensitive=false; addresses for production"),
                ),
                (
                    "post_logout_redirect_uris",
                    models.JSONField(
                        db_comment="sensitive=false; addresses after signing out", default=list
                    ),
                ),
                ("scopes", models.JSONField(db_comment="sensitive=false; the scopes wanted")),
                (
                    "min_level",
                    models.SmallIntegerField(
                        db_comment="sensitive=false; least level of its people"
                    ),
                ),
                (
                    "network_zone",
                    models.CharField(
                        db_comment="sensitive=false; internet, government network, private network",
                        max_length=16,
                    ),
                ),
                (
                    "trust_sources",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; the trust sources wanted",
                        default="",
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(db_comment="sensitive=false; when it is to go live"),
                ),
                (
                    "home_uri",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; its first page, for the launcher",
                        default="",
                    ),
                ),
                (
                    "initiate_login_uri",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; where it begins a sign-in",
                        default="",
                    ),
                ),
                (
                    "backchannel_logout_uri",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; where it is told of sign-outs",
                        default="",
                    ),
                ),
                (
                    "duties_version",
                    models.CharField(
                        db_comment="sensitive=false; the version of the duties that was accepted",
                        max_length=32,
                    ),
                ),
                (
                    "duties_accepted_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the applicant accepted them"
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was sent last"),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        db_comment="sensitive=false; why it was refused or returned",
                        default="",
                    ),
                ),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; the officer who decided last", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_comment="sensitive=false; when that was", null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was sent first"),
                ),
            ],
            options={
                "db_table": "identity_provider_application",
            },
        ),
        migrations.CreateModel(
            name="RegisteredSystem",
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
                    "name",
                    models.CharField(db_comment="sensitive=false; the system", max_length=100),
                ),
                (
                    "owner",
                    models.CharField(
                        db_comment="sensitive=false; the unit it belongs to", max_length=100
                    ),
                ),
                (
                    "item_codes",
                    models.JSONField(
                        db_comment="sensitive=false; the service items it serves (S19-8)",
                        default=list,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; connected, in test, exception, not connected",
                        max_length=16,
                    ),
                ),
                (
                    "exception_until",
                    models.DateField(
                        db_comment="sensitive=false; the last day of the exception", null=True
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, db_comment="sensitive=false; why it is an exception", default=""
                    ),
                ),
                (
                    "version",
                    models.IntegerField(
                        db_comment="sensitive=false; counts the changes", default=1
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was changed last"),
                ),
            ],
            options={
                "db_table": "identity_provider_registered_system",
            },
        ),
        migrations.CreateModel(
            name="SandboxTester",
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
                ("added_at", models.DateTimeField(db_comment="sensitive=false; since when")),
            ],
            options={
                "db_table": "identity_provider_sandbox_tester",
            },
        ),
        migrations.CreateModel(
            name="TrialResult",
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
                    "trial",
                    models.CharField(db_comment="sensitive=false; which point", max_length=16),
                ),
                (
                    "detail",
                    models.TextField(
                        db_comment="sensitive=false; what the endpoint saw; codes only"
                    ),
                ),
                ("times", models.IntegerField(db_comment="sensitive=false; how often", default=1)),
                (
                    "first_at",
                    models.DateTimeField(db_comment="sensitive=false; when it happened first"),
                ),
                (
                    "last_at",
                    models.DateTimeField(db_comment="sensitive=false; when it happened last"),
                ),
            ],
            options={
                "db_table": "identity_provider_trial_result",
            },
        ),
        migrations.AddField(
            model_name="client",
            name="acting_kinds",
            field=models.JSONField(
                db_comment="sensitive=false; capacities in which it takes people, empty: all",
                default=list,
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="environment",
            field=models.CharField(
                db_comment="sensitive=false; production or sandbox",
                default="production",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="home_uri",
            field=models.TextField(
                blank=True,
                db_comment="sensitive=false; its first page, for the launcher",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="initiate_login_uri",
            field=models.TextField(
                blank=True,
                db_comment="sensitive=false; where others have it begin a sign-in (OIDC Core, 4)",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="old_secret_hash",
            field=models.CharField(
                blank=True,
                db_comment="sensitive=false; keyed hash of the secret before, while both are good",
                default="",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="old_secret_until",
            field=models.DateTimeField(
                db_comment="sensitive=false; until when the secret before is good", null=True
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="portals",
            field=models.JSONField(
                db_comment="sensitive=false; portals that list it, empty: all", default=list
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="secret_expires_at",
            field=models.DateTimeField(
                db_comment="sensitive=false; its secret opens nothing from here on", null=True
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="secret_made_at",
            field=models.DateTimeField(
                db_comment="sensitive=false; when its secret was drawn", null=True
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="sign_in_methods",
            field=models.JSONField(
                db_comment="sensitive=false; ways to sign in that it accepts, empty: all",
                default=list,
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="state_reason",
            field=models.TextField(
                blank=True, db_comment="sensitive=false; why an officer suspended it", default=""
            ),
        ),
        migrations.AddField(
            model_name="client",
            name="tile_text",
            field=models.CharField(
                blank=True,
                db_comment="sensitive=false; what its tile shows",
                default="",
                max_length=4,
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("environment__in", ["production", "sandbox"])),
                name="identity_provider_client_environment",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("old_secret_hash", ""), ("old_secret_until__isnull", True)),
                    models.Q(
                        models.Q(("old_secret_hash", ""), _negated=True),
                        ("old_secret_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="identity_provider_client_old_secret",
            ),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="client",
            field=models.ForeignKey(
                db_comment="sensitive=false; of which",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="applicant",
            field=models.ForeignKey(
                db_comment="sensitive=false; the integrator who applies",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="production_client",
            field=models.OneToOneField(
                db_comment="sensitive=false; what it is in production",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="sandbox_client",
            field=models.OneToOneField(
                db_comment="sensitive=false; what it tests with",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="application",
            field=models.ForeignKey(
                db_comment="sensitive=false; whose",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.application",
            ),
        ),
        migrations.AddField(
            model_name="registeredsystem",
            name="client",
            field=models.OneToOneField(
                db_comment="sensitive=false; as what it is connected, or tests",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddField(
            model_name="sandboxtester",
            name="account",
            field=models.ForeignKey(
                db_comment="sensitive=false; who tries it out",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="sandboxtester",
            name="client",
            field=models.ForeignKey(
                db_comment="sensitive=false; which",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddField(
            model_name="trialresult",
            name="client",
            field=models.ForeignKey(
                db_comment="sensitive=false; which",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity_provider.client",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["applicant", "created_at"], name="identity_provider_app_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["state", "submitted_at"], name="identity_provider_app_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["submitted", "returned", "resubmitted", "refused", "approved"])
                ),
                name="identity_provider_application_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="addresschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "approved", "refused"])),
                name="identity_provider_address_change_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="addresschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("client",),
                name="identity_provider_address_change_one",
            ),
        ),
        migrations.AddIndex(
            model_name="registeredsystem",
            index=models.Index(fields=["owner", "name"], name="identity_provider_system_owner"),
        ),
        migrations.AddConstraint(
            model_name="registeredsystem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["connected", "in_test", "exception", "not_connected"])
                ),
                name="identity_provider_registered_system_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="registeredsystem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exception_until__isnull", False), ("state", "exception")),
                    models.Q(
                        models.Q(("state", "exception"), _negated=True),
                        ("exception_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="identity_provider_registered_system_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="sandboxtester",
            constraint=models.UniqueConstraint(
                fields=("client", "account"), name="identity_provider_sandbox_tester_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="trialresult",
            constraint=models.UniqueConstraint(
                fields=("client", "trial"), name="identity_provider_trial_result_one"
            ),
        ),
    ]
