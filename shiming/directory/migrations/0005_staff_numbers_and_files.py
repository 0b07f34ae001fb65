"""What each member of staff has alone, files of staff, and permissions that come with posts."""

import django.db.models
from django.db import migrations, models

import shiming.kernel.ids
import shiming.vault.fields


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_publications")]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="number",
            field=shiming.vault.fields.EncryptedTextField(
                db_comment="sensitive=true; resident number as personnel has it",
                null=True,
                purpose="directory.staff.number",
            ),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="number_index",
            field=models.CharField(
                db_comment="sensitive=false; blind index of the resident number",
                max_length=64,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="staffmember",
            name="phone_index",
            field=models.CharField(
                db_comment="sensitive=false; blind index of the mobile; an office's line may be "
                "shared",
                max_length=64,
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_closed", False)),
                fields=("number_index",),
                name="directory_staff_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_closed", False)),
                fields=("phone_index",),
                name="directory_staff_phone",
            ),
        ),
        migrations.AddField(
            model_name="permissiongrant",
            name="source",
            field=models.CharField(
                blank=True,
                db_comment="sensitive=false; trust source whose posts give it, empty if an officer "
                "did",
                default="",
                max_length=24,
            ),
        ),
        migrations.RemoveConstraint(model_name="permissiongrant", name="directory_grant_held_once"),
        migrations.AddConstraint(
            model_name="permissiongrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("account", "permission", "source"),
                name="directory_grant_held_once",
            ),
        ),
        migrations.CreateModel(
            name="StaffImport",
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
                    "file_id",
                    models.UUIDField(db_comment="sensitive=false; the file, in the vault"),
                ),
                (
                    "state",
                    models.CharField(
                        db_comment="sensitive=false; checked, running, done, refused or discarded",
                        default="checked",
                        max_length=16,
                    ),
                ),
                (
                    "takes_all",
                    models.BooleanField(
                        db_comment="sensitive=false; all rows or none; else those without fault",
                        default=True,
                    ),
                ),
                (
                    "rows",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; how many lines it has"
                    ),
                ),
                (
                    "done",
                    models.PositiveIntegerField(
                        db_comment="sensitive=false; how many lines are dealt with", default=0
                    ),
                ),
                (
                    "results",
                    models.JSONField(
                        db_comment="sensitive=false; of each line: its number, login name, code of "
                        "the refusal",
                        default=list,
                    ),
                ),
                (
                    "uploaded_by",
                    models.UUIDField(db_comment="sensitive=false; account of the officer"),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_comment="sensitive=false; when it was uploaded"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(db_comment="sensitive=false; when it ended", null=True),
                ),
            ],
            options={
                "db_table": "directory_staff_import",
                "indexes": [
                    models.Index(
                        fields=["uploaded_by", "created_at"], name="directory_staff_import_own"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["checked", "running", "done", "refused", "discarded"])
                        ),
                        name="directory_staff_import_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", django.db.models.F("rows"))),
                        name="directory_staff_import_done",
                    ),
                ],
            },
        ),
    ]
