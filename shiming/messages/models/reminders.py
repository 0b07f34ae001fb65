"""What expires or falls due, and who was reminded of it (K4)."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.models.todos import RECEIVER_LENGTH
from shiming.vault import fields as vault_fields


class ReminderRule(models.Model):
    """How operators want a kind of reminder, in place of what `reminders.toml` says."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    kind = models.CharField(max_length=96, unique=True, db_comment="sensitive=false; which kind")
    steps = models.JSONField(
        db_comment="sensitive=false; days before the day, negative ones after it"
    )
    receivers = models.JSONField(
        db_comment="sensitive=false; owner, or permissions whose holders are told"
    )
    changed_by = models.UUIDField(null=True, db_comment="sensitive=false; account that set it")
    changed_at = models.DateTimeField(db_comment="sensitive=false; when it was set")

    @override
    def __str__(self) -> str:
        return f"reminder rule {self.kind}"


class Reminder(models.Model):
    """One thing that falls due, with the day on which somebody is told next."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    kind = models.CharField(
        max_length=96, db_comment="sensitive=false; what it is; the template with its words"
    )
    subject = models.CharField(max_length=128, db_comment="sensitive=false; id of what it is about")
    receiver = models.CharField(
        max_length=RECEIVER_LENGTH, db_comment="sensitive=false; the owner of what falls due"
    )
    context = vault_fields.EncryptedJSONField(
        purpose="messages.reminder.context",
        null=True,
        db_comment="sensitive=true; variables of its words, encrypted",
    )
    link = models.CharField(
        max_length=255, db_comment="sensitive=false; path of the page on which it is mended"
    )
    due_at = models.DateTimeField(db_comment="sensitive=false; when it falls due")
    next_on = models.DateField(
        null=True, db_comment="sensitive=false; day of the next step in China, none: all told"
    )
    last_step = models.SmallIntegerField(
        null=True, db_comment="sensitive=false; the step told last, in days before the day"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was asked for")
    closed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was mended or given up"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["next_on", "id"], condition=Q(closed_at=None), name="messages_reminder_next"
            ),
            models.Index(fields=["kind", "id"], name="messages_reminder_kind"),
            models.Index(fields=["closed_at"], name="messages_reminder_closed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "receiver"],
                condition=Q(closed_at=None),
                name="messages_reminder_open_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"reminder {self.pk}"


class DigestLine(models.Model):
    """One step of one reminder for one account, until it went out in a digest."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    account_id = models.UUIDField(db_comment="sensitive=false; whom it is for")
    reminder = models.ForeignKey(
        Reminder,
        on_delete=models.CASCADE,
        related_name="+",
        db_comment="sensitive=false; what falls due",
    )
    due_at = models.DateTimeField(db_comment="sensitive=false; when it fell due, as told")
    step = models.SmallIntegerField(db_comment="sensitive=false; days before the day")
    created_at = models.DateTimeField(db_comment="sensitive=false; when the step came")
    sent_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it went out")

    class Meta:
        indexes = [
            models.Index(
                fields=["account_id"], condition=Q(sent_at=None), name="messages_line_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "account_id", "due_at", "step"], name="messages_line_once"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"digest line {self.pk}"


class Digest(models.Model):
    """That an account had its digest of a day: there is only one."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    account_id = models.UUIDField(db_comment="sensitive=false; who had it")
    on_date = models.DateField(db_comment="sensitive=false; the day in China")

    class Meta:
        indexes = [models.Index(fields=["on_date"], name="messages_digest_day")]
        constraints = [
            models.UniqueConstraint(fields=["account_id", "on_date"], name="messages_digest_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"digest {self.pk}"
