"""What accounts wish to be told, and how (K3)."""

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.types import CHINESE


class MessagePreferences(models.Model):
    """The wishes of one account; without a row, everything goes out in Chinese."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    account_id = models.UUIDField(unique=True, db_comment="sensitive=false; whose wishes they are")
    language = models.CharField(
        max_length=8, default=CHINESE, db_comment="sensitive=false; language of messages"
    )
    refused = models.JSONField(
        default=list, db_comment="sensitive=false; what is not wanted, as kind:channel"
    )
    changed_at = models.DateTimeField(db_comment="sensitive=false; when they were last changed")

    @override
    def __str__(self) -> str:
        return f"message preferences {self.pk}"
