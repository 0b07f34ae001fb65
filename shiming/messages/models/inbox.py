"""The message centre of accounts (K1)."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.types import MessageKind, Shelf
from shiming.vault import fields as vault_fields

SELF = "self"


class InboxMessage(models.Model):
    """
    A message in an account's message centre.

    `shelf` says again what the instants say, because an index must be able to read it in order:
    the list of a page is one walk along an index, however many messages there are.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    account_id = models.UUIDField(db_comment="sensitive=false; whose message it is")
    acting = models.CharField(
        max_length=64,
        default=SELF,
        db_comment="sensitive=false; in which capacity it concerns them: self, or kind and id",
    )
    kind = models.CharField(
        max_length=16,
        default=MessageKind.NOTICE.value,
        db_comment="sensitive=false; what it is about",
    )
    template = models.CharField(max_length=96, db_comment="sensitive=false; name of the template")
    template_version = models.CharField(
        max_length=12, db_comment="sensitive=false; version of the template"
    )
    title = vault_fields.EncryptedTextField(
        purpose="messages.inbox.title", db_comment="sensitive=true; title, encrypted"
    )
    body = vault_fields.EncryptedTextField(
        purpose="messages.inbox.body", db_comment="sensitive=true; text, encrypted"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was written")
    read_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was opened")
    shelf = models.PositiveSmallIntegerField(
        default=Shelf.UNREAD.value,
        db_comment="sensitive=false; unread 0, read 1, archived 2, binned 3",
    )
    shelved_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was archived or binned"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["account_id", "shelf", "created_at", "id"], name="messages_inbox_shelf"
            ),
            models.Index(
                fields=["account_id", "shelf", "kind", "created_at", "id"],
                name="messages_inbox_kind",
            ),
            models.Index(
                fields=["account_id", "shelf", "acting", "created_at", "id"],
                name="messages_inbox_acting",
            ),
            models.Index(fields=["created_at"], name="messages_inbox_age"),
            models.Index(
                fields=["shelved_at"],
                condition=Q(shelf=Shelf.BINNED.value),
                name="messages_inbox_binned",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(shelf=Shelf.UNREAD.value, read_at=None, shelved_at=None)
                | Q(shelf=Shelf.READ.value, read_at__isnull=False, shelved_at=None)
                | Q(shelf__in=[Shelf.ARCHIVED.value, Shelf.BINNED.value], shelved_at__isnull=False),
                name="messages_inbox_shelf_fits",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MessageKind]),
                name="messages_inbox_kind_known",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"inbox message {self.pk}"
