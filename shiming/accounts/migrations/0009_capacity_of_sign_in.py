from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_face_recovery")]

    operations = [
        migrations.AddField(
            model_name="pendingsignin",
            name="identity_key",
            field=models.CharField(
                db_comment="sensitive=false; the capacity in which the session is to begin",
                default="self",
                max_length=100,
            ),
        ),
    ]
