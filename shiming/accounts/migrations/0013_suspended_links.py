"""Links to a source whose operator may have changed have to be proven again by their owner."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_face_errands")]

    operations = [
        migrations.AddField(
            model_name="socialbinding",
            name="suspended_at",
            field=models.DateTimeField(
                db_comment="sensitive=false; worthless from here on until its owner links anew",
                null=True,
            ),
        ),
    ]
