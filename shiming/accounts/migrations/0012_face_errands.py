"""A face may be shown for errands of other areas."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_applications")]

    operations = [
        migrations.RemoveConstraint(model_name="outsideproofrow", name="accounts_outside_aim"),
        migrations.AddConstraint(
            model_name="outsideproofrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("aim__in", ["sign_in", "bind", "confirm", "recover", "errand"])
                ),
                name="accounts_outside_aim",
            ),
        ),
    ]
