"""A sign-in that waits for its second factor keeps when the first one was proven."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_contacts_not_proven")]

    operations = [
        migrations.AddField(
            model_name="pendingsignin",
            name="factors",
            field=models.JSONField(
                db_comment="sensitive=false; when each of them was proven", default=dict
            ),
        ),
    ]
