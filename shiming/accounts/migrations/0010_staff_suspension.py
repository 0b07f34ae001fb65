from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_capacity_of_sign_in")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="suspended_at",
            field=models.DateTimeField(
                db_comment="sensitive=false; frozen since then by personnel, none if by an officer",
                null=True,
            ),
        ),
    ]
