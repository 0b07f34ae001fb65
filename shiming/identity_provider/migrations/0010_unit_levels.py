"""Each client has a least level for legal persons of its own, which so far was that of people."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy_levels(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Demand of legal persons what was demanded of everybody."""
    clients = apps.get_model("identity_provider", "Client")
    clients.objects.using(schema_editor.connection.alias).update(
        min_unit_level=models.F("min_level")
    )


class Migration(migrations.Migration):
    """Add the column, fill it, and hold it to the known levels."""

    dependencies = [("identity_provider", "0009_provisioning_and_local_users")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="min_unit_level",
            field=models.SmallIntegerField(
                db_comment="sensitive=false; least level of the legal persons it takes",
                default=10,
            ),
        ),
        migrations.RunPython(copy_levels, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_unit_level__in", [0, 10, 20, 30, 40])),
                name="identity_provider_client_unit_level",
            ),
        ),
    ]
