"""Changes of portals wait for a second officer (A7)."""

from django.db import migrations, models

import shiming.kernel.ids


class Migration(migrations.Migration):
    """Add the table; portals stay as they are."""

    dependencies = [
        ("accounts", "0016_pending_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalChange",
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
                    "code",
                    models.SlugField(
                        db_comment="sensitive=false; short name of the portal", max_length=32
                    ),
                ),
                (
                    "values",
                    models.JSONField(db_comment="sensitive=false; what the portal shall be"),
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
                "db_table": "accounts_portal_change",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("code",),
                        name="accounts_portal_change_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "made", "refused"])),
                        name="accounts_portal_change_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_portal_change_four_eyes",
                    ),
                ],
            },
        ),
    ]
