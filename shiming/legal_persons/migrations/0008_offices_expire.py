"""Offices end by themselves at the end of their term, and say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Know the reason *expired*."""

    dependencies = [("legal_persons", "0007_papers_of_registrations")]

    operations = [
        migrations.RemoveConstraint(model_name="office", name="legal_persons_office_end"),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "end_reason__in",
                        [
                            "",
                            "left",
                            "other_task",
                            "not_mine",
                            "no_longer_trusted",
                            "replaced",
                            "unit_cancelled",
                            "core",
                            "expired",
                        ],
                    )
                ),
                name="legal_persons_office_end",
            ),
        ),
    ]
