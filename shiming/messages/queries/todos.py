"""Reads of what waits for people."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Q

from shiming.kernel.actor import Actor
from shiming.messages.models import Todo
from shiming.messages.types import UNREAD_CAP, Receiver

PAGE_SIZE = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TodoCursor:
    """The last to-do seen; the next page begins behind it."""

    is_done: bool
    opened_at: dt.datetime
    id: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TodoPart:
    """One page of the list, and where the next one begins if there is one."""

    todos: Sequence[Todo]
    following: TodoCursor | None


def list_todos(
    *, viewer: Actor, after: TodoCursor | None = None, most: int = PAGE_SIZE
) -> TodoPart:
    """Return a page of what waits for the viewer, undone above done, the newest first (K2)."""
    receivers = _receivers_of(viewer)
    if not receivers:
        return TodoPart(todos=(), following=None)
    found: list[Todo] = []
    for is_done in (False, True):
        if after is not None and is_done < after.is_done:
            continue
        own = Todo.objects.filter(receiver__in=receivers, is_done=is_done)
        if after is not None and is_done == after.is_done:
            own = own.filter(opened_at__lte=after.opened_at).filter(
                Q(opened_at__lt=after.opened_at) | Q(id__lt=after.id)
            )
        found += own.order_by("-opened_at", "-id")[: most + 1 - len(found)]
        if len(found) > most:
            break
    if len(found) <= most:
        return TodoPart(todos=found, following=None)
    last = found[most - 1]
    following = TodoCursor(is_done=last.is_done, opened_at=last.opened_at, id=last.pk)
    return TodoPart(todos=found[:most], following=following)


def count_undone_todos(*, viewer: Actor) -> int:
    """Return how much waits for the viewer, but no more than `UNREAD_CAP`."""
    receivers = _receivers_of(viewer)
    if not receivers:
        return 0
    undone = Todo.objects.filter(receiver__in=receivers, is_done=False)
    return undone.order_by()[:UNREAD_CAP].count()


def _receivers_of(viewer: Actor) -> list[str]:
    return [str(receiver) for receiver in Receiver.all_of(viewer)]
