"""The key of an app that is being set up is shown to the session that began with it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the session; an app that is being set up meanwhile has to be begun anew."""

    dependencies = [("accounts", "0017_portal_changes")]

    operations = [
        migrations.AddField(
            model_name="authenticator",
            name="started_in",
            field=models.UUIDField(
                db_comment=(
                    "sensitive=false; session that sets it up, and alone sees the key until then"
                ),
                null=True,
            ),
        ),
    ]
