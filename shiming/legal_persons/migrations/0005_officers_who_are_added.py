"""What is stated of an officer whom a unit adds: their position, and whether they accept alerts."""

from django.db import migrations, models

import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [("legal_persons", "0004_evidence_stays")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="position",
            field=shiming.vault.fields.EncryptedTextField(
                db_comment="sensitive=true; what the unit calls the holder's work, typed freely",
                null=True,
                purpose="legal_persons.office.position",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="accepts_risk_alerts",
            field=models.BooleanField(
                db_comment="sensitive=false; the holder accepts alerts of risks (S31-9)",
                default=False,
            ),
        ),
    ]
