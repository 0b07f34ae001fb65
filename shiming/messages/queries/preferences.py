"""What accounts wish to be told, and how."""

import dataclasses
import uuid

from shiming.messages.models import MessagePreferences
from shiming.messages.types import CHINESE, Channel, MessageKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The wishes of one account."""

    language: str = CHINESE
    refused: frozenset[str] = frozenset()

    def wants(self, kind: MessageKind, channel: Channel) -> bool:
        """Tell whether messages of a kind may go out over a channel."""
        return wish(kind, channel) not in self.refused


def wish(kind: MessageKind, channel: Channel) -> str:
    """Return the form in which a refused kind and channel is kept."""
    return f"{kind.value}:{channel.value}"


def get_wishes(*, account_id: uuid.UUID) -> Wishes:
    """Return the wishes of an account; without any, everything goes out in Chinese."""
    kept = MessagePreferences.objects.filter(account_id=account_id).first()
    if kept is None:
        return Wishes()
    return Wishes(language=kept.language, refused=frozenset(kept.refused))
