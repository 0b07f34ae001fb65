"""What officers find members of staff by, and who opened them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_staff_and_groups")]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="name_index",
            field=models.CharField(
                db_comment="sensitive=false; blind index of the name, folded",
                db_index=True,
                max_length=64,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="opened_by",
            field=models.UUIDField(
                db_comment="sensitive=false; officer who opened it, none for program and system",
                null=True,
            ),
        ),
    ]
