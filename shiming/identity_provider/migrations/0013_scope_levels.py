"""What scopes and resources demand of people, whichever client wants them (C2)."""

from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    """Add the table; nothing is demanded until two officers say so."""

    dependencies = [
        ("identity_provider", "0012_units_alone"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScopeLevel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="sensitive=false; opaque key",
                        default=shiming.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="sensitive=false; the scope, or the address of the resource",
                        max_length=1000,
                    ),
                ),
                (
                    "min_level",
                    models.SmallIntegerField(
                        db_comment="sensitive=false; least level of people for whom it is used"
                    ),
                ),
                (
                    "min_unit_level",
                    models.SmallIntegerField(
                        db_comment="sensitive=false; least level of the legal persons for whom it is used"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; where it stands",
                        default="proposed",
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        db_comment="sensitive=false; why it was proposed", max_length=200
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        db_comment="sensitive=false; why it was refused",
                        default="",
                        max_length=200,
                    ),
                ),
                (
                    "proposed_by",
                    models.UUIDField(db_comment="sensitive=false; account of who proposed it"),
                ),
                ("proposed_at", models.DateTimeField(db_comment="sensitive=false; when that was")),
                (
                    "decided_by",
                    models.UUIDField(
                        db_comment="sensitive=false; account of who decided", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_comment="sensitive=false; when that was", null=True),
                ),
            ],
            options={
                "db_table": "identity_provider_scope_level",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("name",),
                        name="identity_provider_scope_level_in_force_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("name",),
                        name="identity_provider_scope_level_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "in_force", "replaced", "refused"])
                        ),
                        name="identity_provider_scope_level_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("min_level__in", [0, 10, 20, 30, 40]),
                            ("min_unit_level__in", [0, 10, 20, 30, 40]),
                        ),
                        name="identity_provider_scope_level_levels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="identity_provider_scope_level_four_eyes",
                    ),
                ],
            },
        ),
    ]
