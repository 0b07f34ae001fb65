"""
The account of a unit may rest on another node's word alone, until the unit is confirmed here.

Of the accounts that are there it is true where nothing was ever kept as evidence: by themselves
units get an account only once they are confirmed.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Mark what other nodes have stated so far."""
    units = apps.get_model("legal_persons", "LegalPerson")
    unconfirmed = units.objects.filter(account__isnull=False, evidence__isnull=True)
    units.objects.filter(pk__in=unconfirmed.values("pk")).update(is_account_told=True)


class Migration(migrations.Migration):
    """Add it."""

    dependencies = [("legal_persons", "0008_offices_expire")]

    operations = [
        migrations.AddField(
            model_name="legalperson",
            name="is_account_told",
            field=models.BooleanField(
                default=False,
                db_comment=(
                    "sensitive=false; whether its account rests on another node's word alone"
                ),
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
