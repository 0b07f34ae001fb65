"""Members of staff who came to share a mobile before there was an index of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_staff_numbers_and_files")]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="shares_phone",
            field=models.BooleanField(
                db_comment="sensitive=false; whether an earlier one has the mobile: from before "
                "the index",
                default=False,
            ),
        ),
    ]
