"""Clients can be opened to units that come by their password alone (S35-8)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the mark; no client has it of itself."""

    dependencies = [("identity_provider", "0011_filling_and_ends")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="admits_units_alone",
            field=models.BooleanField(
                db_comment="sensitive=false; units may enter by their password alone (S35-8)",
                default=False,
            ),
        ),
    ]
