"""A contact that another node had stated for a unit may be taken off its account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Widen the reasons."""

    dependencies = [("accounts", "0014_certificates")]

    operations = [
        migrations.RemoveConstraint(
            model_name="contactchange", name="accounts_contact_change_reason"
        ),
        migrations.AddConstraint(
            model_name="contactchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "bound",
                            "changed",
                            "at_counter",
                            "taken_over",
                            "linked",
                            "unlinked",
                            "closed",
                            "not_proven",
                        ],
                    )
                ),
                name="accounts_contact_change_reason",
            ),
        ),
    ]
