"""Getting back in by face is one more aim of an errand, and one more reason for a code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the two checks know the new words."""

    dependencies = [("accounts", "0007_wallet")]

    operations = [
        migrations.RemoveConstraint(
            model_name="activationcode", name="accounts_activation_purpose"
        ),
        migrations.AddConstraint(
            model_name="activationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    purpose__in=[
                        "first_sign_in",
                        "recovery",
                        "face_recovery",
                        "reset_by_superior",
                        "reset_at_counter",
                    ]
                ),
                name="accounts_activation_purpose",
            ),
        ),
        migrations.RemoveConstraint(model_name="outsideproofrow", name="accounts_outside_aim"),
        migrations.AddConstraint(
            model_name="outsideproofrow",
            constraint=models.CheckConstraint(
                condition=models.Q(aim__in=["sign_in", "bind", "confirm", "recover"]),
                name="accounts_outside_aim",
            ),
        ),
    ]
