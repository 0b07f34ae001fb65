from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_registers")]

    operations = [
        migrations.AlterField(
            model_name="registerlookup",
            name="check_kind",
            field=models.CharField(
                db_comment="sensitive=false; what was compared or fetched", max_length=32
            ),
        ),
    ]
