"""What the pages of messages show."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from shiming.messages.models import InboxMessage, Todo
from shiming.messages.queries import BoxedText, InboxFilter, InboxPart, TodoPart
from shiming.messages.template_files import Template
from shiming.messages.types import CHINESE, INBOX_SHELVES, NamedIdentity, Shelf
from shiming.messages.web import labels
from shiming.messages.web.cursors import write_cursor

_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
FOLDERS: Mapping[str, tuple[Shelf, ...]] = {
    "": INBOX_SHELVES,
    "archive": (Shelf.ARCHIVED,),
    "bin": (Shelf.BINNED,),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One line of the message centre, or the message itself."""

    id: uuid.UUID
    title: str
    body: str
    kind: str
    acting: str
    created_at: dt.datetime
    is_read: bool
    is_shelved: bool

    @classmethod
    def of(cls, message: InboxMessage, names: Mapping[str, str]) -> "MessageRow":
        """Show a message; `names` are those of the capacities."""
        shelf = Shelf(message.shelf)
        return cls(
            id=message.pk,
            title=message.title,
            body=message.body,
            kind=str(labels.KINDS.get(message.kind, message.kind)),  # type: ignore[call-overload]  # a StrEnum finds its value
            acting=names.get(message.acting)
            or labels.identity_label(NamedIdentity(key=message.acting, name="")),
            created_at=message.created_at,
            is_read=message.read_at is not None,
            is_shelved=shelf not in INBOX_SHELVES,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """The message centre."""

    messages: tuple[MessageRow, ...]
    folder: str
    kinds: tuple[Choice, ...]
    identities: tuple[Choice, ...]
    query: str
    has_unread: bool
    is_filtered: bool
    is_first: bool
    next_url: str
    undo: uuid.UUID | None

    @classmethod
    def of(
        cls,
        *,
        part: InboxPart,
        wanted: InboxFilter,
        folder: str,
        identities: Sequence[NamedIdentity],
        is_first: bool,
        undo: uuid.UUID | None,
    ) -> "InboxPage":
        """Show a page of messages with the filters that are set."""
        names = {one.key: labels.identity_label(one) for one in identities}
        kind = "" if wanted.kind is None else wanted.kind.value
        chosen = {"folder": folder, "kind": kind, "acting": wanted.acting}
        query = urlencode({name: value for name, value in chosen.items() if value})
        next_url = ""
        if part.following is not None:
            end = part.following
            after = write_cursor(end.shelf, end.created_at, end.id)
            next_url = f"{reverse('messages:message-list')}?{query}{'&' * bool(query)}after={after}"
        return cls(
            messages=tuple(MessageRow.of(message, names) for message in part.messages),
            folder=folder,
            kinds=tuple(
                Choice(value=one.value, label=str(labels.KINDS[one]), is_chosen=one == kind)
                for one in labels.INBOX_KINDS
            ),
            identities=tuple(
                Choice(value=key, label=name, is_chosen=key == wanted.acting)
                for key, name in names.items()
            ),
            query=query,
            has_unread=any(message.read_at is None for message in part.messages),
            is_filtered=bool(kind or wanted.acting),
            is_first=is_first,
            next_url=next_url,
            undo=undo,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TodoRow:
    """One task."""

    title: str
    about: str
    link: str
    opened_at: dt.datetime
    due_at: dt.datetime | None
    done_at: dt.datetime | None

    @classmethod
    def of(cls, todo: Todo, template: Template) -> "TodoRow":
        """Show a task in the words of its template, in the language of the page."""
        language = get_language() or CHINESE
        context = todo.context or {}
        return cls(
            title=template.fill("subject", context, language),
            about=template.fill("body", context, language),
            link=todo.link,
            opened_at=todo.opened_at,
            due_at=todo.due_at,
            done_at=todo.done_at,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TodoPage:
    """The list of to-dos."""

    undone: tuple[TodoRow, ...]
    done: tuple[TodoRow, ...]
    is_first: bool
    next_url: str

    @classmethod
    def of(cls, *, part: TodoPart, templates: Mapping[str, Template], is_first: bool) -> "TodoPage":
        """Show a page of to-dos, undone ones apart from the done ones."""
        rows = [TodoRow.of(todo, templates[todo.kind]) for todo in part.todos]
        next_url = ""
        if part.following is not None:
            end = part.following
            after = write_cursor(end.is_done, end.opened_at, end.id)
            next_url = f"{reverse('messages:todo-list')}?after={after}"
        return cls(
            undone=tuple(row for row in rows if row.done_at is None),
            done=tuple(row for row in rows if row.done_at is not None),
            is_first=is_first,
            next_url=next_url,
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
