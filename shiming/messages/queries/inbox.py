"""
Reads of the message centre.

A page of the list is one walk along an index for each shelf that it touches, from where the last
page ended: it costs the same among a million messages as among ten.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from shiming.kernel.actor import Actor
from shiming.messages import errors, ports
from shiming.messages.models import InboxMessage
from shiming.messages.models.inbox import SELF
from shiming.messages.policies.identities import acting_key
from shiming.messages.types import (
    INBOX_SHELVES,
    UNREAD_CAP,
    InboxId,
    MessageKind,
    NamedIdentity,
    Shelf,
)

PAGE_SIZE = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """Which messages are wanted; without words, all that are neither archived nor binned."""

    shelves: tuple[Shelf, ...] = INBOX_SHELVES
    kind: MessageKind | None = None
    acting: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InboxCursor:
    """The last message seen; the next page begins behind it."""

    shelf: Shelf
    created_at: dt.datetime
    id: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InboxPart:
    """One page of the list, and where the next one begins if there is one."""

    messages: Sequence[InboxMessage]
    following: InboxCursor | None


def list_messages(
    *,
    viewer: Actor,
    wanted: InboxFilter = InboxFilter(),
    after: InboxCursor | None = None,
    most: int = PAGE_SIZE,
) -> InboxPart:
    """Return a page of the viewer's messages, unread ones first, then the newest first (K1)."""
    if viewer.account_id is None:
        return InboxPart(messages=(), following=None)
    found: list[InboxMessage] = []
    for shelf in wanted.shelves:
        if after is not None and shelf < after.shelf:
            continue
        own = _filtered(viewer.account_id, wanted).filter(shelf=shelf)
        if after is not None and shelf == after.shelf:
            # Said twice, so that both databases begin to read the index at the instant.
            own = own.filter(created_at__lte=after.created_at).filter(
                Q(created_at__lt=after.created_at) | Q(id__lt=after.id)
            )
        found += own.order_by("-created_at", "-id")[: most + 1 - len(found)]
        if len(found) > most:
            break
    if len(found) <= most:
        return InboxPart(messages=found, following=None)
    last = found[most - 1]
    following = InboxCursor(shelf=Shelf(last.shelf), created_at=last.created_at, id=last.pk)
    return InboxPart(messages=found[:most], following=following)


def count_unread_messages(*, account_id: uuid.UUID) -> int:
    """Return how many messages of an account were never opened, but no more than `UNREAD_CAP`."""
    unread = InboxMessage.objects.filter(account_id=account_id, shelf=Shelf.UNREAD)
    return unread.order_by()[:UNREAD_CAP].count()


def list_unread_ids(*, viewer: Actor, wanted: InboxFilter, most: int) -> list[InboxId]:
    """Return the keys of the viewer's newest unread messages that a filter shows."""
    if viewer.account_id is None:
        return []
    unread = _filtered(viewer.account_id, wanted).filter(shelf=Shelf.UNREAD)
    ids = unread.order_by("-created_at", "-id").values_list("pk", flat=True)[:most]
    return [InboxId(key) for key in ids]


def get_message(*, message_id: InboxId, viewer: Actor) -> InboxMessage:
    """
    Return a message of the viewer's own.

    :raises errors.MessageNotFound: if there is none, or it is somebody else's
    """
    message = None
    if viewer.account_id is not None:
        message = InboxMessage.objects.filter(pk=message_id, account_id=viewer.account_id).first()
    if message is None:
        raise errors.MessageNotFound
    return message


def list_identities(*, viewer: Actor) -> list[NamedIdentity]:
    """Return the capacities by which the viewer may filter, oneself and the present one first."""
    if viewer.account_id is None:
        return []
    known = {one.key: one for one in ports.identity_book().identities_of(viewer.account_id)}
    present = acting_key(viewer.identity)
    keys = dict.fromkeys([SELF, present, *known])
    return [known.get(key, NamedIdentity(key=key, name="")) for key in keys]


def _filtered(account_id: uuid.UUID, wanted: InboxFilter) -> QuerySet[InboxMessage]:
    own = InboxMessage.objects.filter(account_id=account_id)
    if wanted.kind is not None:
        own = own.filter(kind=wanted.kind)
    if wanted.acting:
        own = own.filter(acting=wanted.acting)
    return own
