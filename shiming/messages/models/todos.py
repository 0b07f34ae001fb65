"""What waits for people (K2)."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields

RECEIVER_LENGTH = 128


class Todo(models.Model):
    """A task that waits for somebody, and after that the memory of its being done."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    kind = models.CharField(
        max_length=96, db_comment="sensitive=false; what it is; the template with its words"
    )
    subject = models.CharField(max_length=128, db_comment="sensitive=false; id of what it is about")
    receiver = models.CharField(
        max_length=RECEIVER_LENGTH,
        db_comment="sensitive=false; account, person, legal person or permission that it waits for",
    )
    context = vault_fields.EncryptedJSONField(
        purpose="messages.todo.context",
        null=True,
        db_comment="sensitive=true; variables of its words, encrypted",
    )
    link = models.CharField(
        max_length=255, db_comment="sensitive=false; path of the page on which it is done"
    )
    opened_at = models.DateTimeField(db_comment="sensitive=false; since when it waits")
    due_at = models.DateTimeField(null=True, db_comment="sensitive=false; by when it is wanted")
    done_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was done")
    is_done = models.BooleanField(
        default=False, db_comment="sensitive=false; undone ones stand above the done ones"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["receiver", "is_done", "opened_at", "id"], name="messages_todo_list"
            ),
            models.Index(fields=["kind", "subject"], name="messages_todo_subject"),
            models.Index(fields=["done_at"], condition=Q(is_done=True), name="messages_todo_done"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "receiver"],
                condition=Q(is_done=False),
                name="messages_todo_open_once",
            ),
            models.CheckConstraint(
                condition=Q(is_done=False, done_at=None) | Q(is_done=True, done_at__isnull=False),
                name="messages_todo_done_fits",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"to-do {self.pk}"
