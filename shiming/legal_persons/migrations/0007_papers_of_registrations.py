"""A registration that an officer decides comes with a picture of the unit's paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add where the picture is."""

    dependencies = [("legal_persons", "0006_consents")]

    operations = [
        migrations.AddField(
            model_name="unitregistration",
            name="paper_file_id",
            field=models.UUIDField(
                db_comment="sensitive=false; picture of the paper, in the vault; empty: none asked",
                null=True,
            ),
        ),
    ]
