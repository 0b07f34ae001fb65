"""What the pages of messages show."""

import dataclasses
import datetime as dt
import re
import uuid

from shiming.messages.models import InboxMessage
from shiming.messages.queries import BoxedText

_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One line of the message centre."""

    id: uuid.UUID
    title: str
    created_at: dt.datetime
    is_read: bool

    @classmethod
    def of(cls, message: InboxMessage) -> "MessageRow":
        """Show a message."""
        return cls(
            id=message.pk,
            title=message.title,
            created_at=message.created_at,
            is_read=message.read_at is not None,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BoxPage:
    """The box: what was sent to the numbers and addresses that end in `tail`."""

    texts: tuple[BoxedText, ...]
    tail: str


def as_json(text: BoxedText) -> dict[str, object]:
    """Return a sent text for scripts; `code` is the one-time code in it, if there is one."""
    found = _CODE.search(text.body)
    return {
        "channel": text.channel.value,
        "recipient": text.recipient,
        "subject": text.subject,
        "text": text.body,
        "code": found[0] if found else None,
        "sent_at": text.created_at.isoformat(),
    }
