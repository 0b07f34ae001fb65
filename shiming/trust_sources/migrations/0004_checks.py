"""Questions to sources that only compare: Alipay, bank cards, provident fund, tax office (E4)."""

import django.db.models.deletion
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_applications"),
        ("legal_persons", "0004_evidence_stays"),
        ("trust_sources", "0003_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofCheck",
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
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="asked",
                        max_length=16,
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        db_comment="sensitive=false; which facts might go to the source",
                        max_length=200,
                    ),
                ),
                (
                    "errand",
                    shiming.vault.fields.EncryptedJSONField(
                        db_comment="sensitive=true; how the source calls it, and what the way back must bring",
                        default=dict,
                        purpose="trust_sources.check.errand",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(db_comment="sensitive=false; when consent was given"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was over", null=True),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_comment="sensitive=false; who consented and asked",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "legal_person",
                    models.ForeignKey(
                        db_comment="sensitive=false; about which unit, if about one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_persons.legalperson",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="sensitive=false; about whom, or who acts for the unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        db_comment="sensitive=false; which source, under which terms",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust_sources.sourceterms",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "asked",
                                    "waiting",
                                    "match",
                                    "mismatch",
                                    "no_record",
                                    "unavailable",
                                ],
                            )
                        ),
                        name="trust_sources_check_state",
                    ),
                ],
            },
        ),
    ]
