"""Certificates of trades beside those that everybody has once (S06-4)."""

from django.db import migrations, models

import shiming.vault.fields

_ONCE = ["disability", "martyr_family"]
_KINDS = [
    "disability",
    "martyr_family",
    "practice",
    "vocational",
    "professional_title",
    "special_operation",
    "other",
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_suspended_links")]

    operations = [
        migrations.RemoveConstraint(
            model_name="personalcertificate", name="accounts_certificate_once"
        ),
        migrations.RemoveConstraint(
            model_name="personalcertificate", name="accounts_certificate_kind"
        ),
        migrations.AddField(
            model_name="personalcertificate",
            name="details",
            field=shiming.vault.fields.EncryptedJSONField(
                db_comment=(
                    "sensitive=true; name, level, speciality and issuing body, as on the paper"
                ),
                null=True,
                purpose="accounts.personal_certificate.details",
            ),
        ),
        migrations.AddField(
            model_name="personalcertificate",
            name="issued_on",
            field=models.DateField(db_comment="sensitive=false; day of issue", null=True),
        ),
        migrations.AddField(
            model_name="personalcertificate",
            name="valid_from",
            field=models.DateField(db_comment="sensitive=false; first day it is good", null=True),
        ),
        migrations.AddField(
            model_name="personalcertificate",
            name="valid_until",
            field=models.DateField(db_comment="sensitive=false; last day it is good", null=True),
        ),
        migrations.AddField(
            model_name="personalcertificate",
            name="annual_check_on",
            field=models.DateField(
                db_comment="sensitive=false; day of the next annual check", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="personalcertificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", _ONCE)),
                fields=("person", "kind"),
                name="accounts_certificate_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="personalcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", _KINDS)), name="accounts_certificate_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="personalcertificate",
            index=models.Index(fields=["person", "kind"], name="accounts_certificate_person"),
        ),
    ]
