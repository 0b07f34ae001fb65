"""Messages for tests, without templates."""

import datetime as dt
import uuid

from shiming.messages.models import InboxMessage
from shiming.messages.models.inbox import SELF
from shiming.messages.types import MessageKind, Shelf


def make_message(
    *,
    account_id: uuid.UUID,
    at: dt.datetime,
    shelf: Shelf = Shelf.UNREAD,
    kind: MessageKind = MessageKind.NOTICE,
    acting: str = SELF,
    title: str = "通知",
) -> InboxMessage:
    """Put a message on a shelf of the message centre."""
    return InboxMessage.objects.create(
        account_id=account_id,
        acting=acting,
        kind=kind,
        template="samples/notice",
        template_version="1",
        title=title,
        body="正文",
        created_at=at,
        read_at=at if shelf is Shelf.READ else None,
        shelf=shelf,
        shelved_at=at if shelf in {Shelf.ARCHIVED, Shelf.BINNED} else None,
    )
