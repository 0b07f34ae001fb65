from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity_provider", "0010_unit_levels"),
    ]

    operations = [
        migrations.AddField(
            model_name="provisioning",
            name="is_filling",
            field=models.BooleanField(
                db_comment="sensitive=false; whether staff of before are still being added",
                default=False,
            ),
        ),
        migrations.AddField(
            model_name="provisioning",
            name="filled_to",
            field=models.UUIDField(
                db_comment="sensitive=false; the last account that was added", null=True
            ),
        ),
        migrations.AddField(
            model_name="provisioning",
            name="filled",
            field=models.PositiveIntegerField(
                db_comment="sensitive=false; how many of them were looked at", default=0
            ),
        ),
        migrations.AddField(
            model_name="provisioning",
            name="fill_total",
            field=models.PositiveIntegerField(
                db_comment="sensitive=false; how many there were at the start", default=0
            ),
        ),
        migrations.AddField(
            model_name="localuser",
            name="end_reason",
            field=models.CharField(
                blank=True,
                db_comment="sensitive=false; code of why it ended",
                default="",
                max_length=16,
            ),
        ),
    ]
