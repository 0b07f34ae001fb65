"""Standing consents of people to be registered in enterprises, and who relied on them."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    """Create the two tables."""

    dependencies = [
        ("accounts", "0012_face_errands"),
        ("legal_persons", "0005_officers_who_are_added"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandingConsent",
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
                    "purpose",
                    models.CharField(db_comment="sensitive=false; to what", max_length=32),
                ),
                (
                    "given_by",
                    models.UUIDField(db_comment="sensitive=false; account with which it was given"),
                ),
                (
                    "given_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when the face was shown for it"
                    ),
                ),
                (
                    "last_day",
                    models.DateField(db_comment="sensitive=false; the last day on which it counts"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        db_comment="sensitive=false; when it ended before that day", null=True
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it did",
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; who agreed",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentUse",
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
                    "used_by",
                    models.CharField(
                        db_comment="sensitive=false; which system, or this platform",
                        max_length=100,
                    ),
                ),
                (
                    "case_number",
                    models.CharField(db_comment="sensitive=false; for which case", max_length=64),
                ),
                (
                    "used_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was asked for first"),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        db_comment="sensitive=false; on what they rely",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="legal_persons.standingconsent",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="standingconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "purpose"),
                name="legal_persons_consent_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["company_registration"])),
                name="legal_persons_consent_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_at__isnull", True)),
                    models.Q(
                        ("end_reason__in", ["replaced", "withdrawn"]), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="legal_persons_consent_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentuse",
            constraint=models.UniqueConstraint(
                fields=("consent", "used_by", "case_number"),
                name="legal_persons_consent_use_once",
            ),
        ),
    ]
