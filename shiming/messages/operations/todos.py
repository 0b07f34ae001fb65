"""Opening and closing to-dos, in the caller's transaction (K2)."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.urls import reverse

from shiming.messages.errors import TemplateUnfit
from shiming.messages.models import Todo
from shiming.messages.template_files import get_template
from shiming.messages.types import Receiver


def open_todo(
    *,
    kind: str,
    subject: str,
    link_name: str,
    now: dt.datetime,
    link_args: Mapping[str, object] | None = None,
    account_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    receiver: Receiver | None = None,
    context: Mapping[str, str | int] | None = None,
    due_at: dt.datetime | None = None,
) -> bool:
    """
    Put a task on somebody's list; tell whether it is a new one: an open one is left as it is.

    `kind` names the message template whose `subject` and `body` are the words of the task,
    `link_name` the page on which it is done. It is for an account, for a person (whichever account
    they use), or for another `receiver`: whoever acts for a body, or holds a permission.

    :raises TemplateUnfit: if there is no such template, or the variables do not fit
    """
    template = get_template(kind)
    if not template.has("subject") or template.variables != set(context or {}):
        raise TemplateUnfit(f"{kind} wants a subject and the variables {template.variables}")
    todo = Todo(
        kind=kind,
        subject=subject,
        receiver=str(_receiver(account_id, person_id, receiver)),
        context=dict(context) if context else None,
        link=reverse(link_name, kwargs=dict(link_args or {})),
        opened_at=now,
        due_at=due_at,
    )
    # The unique index decides between two that open it at once.
    Todo.objects.bulk_create([todo], ignore_conflicts=True)
    return Todo.objects.filter(pk=todo.pk).exists()


def close_todo(*, kind: str, subject: str, now: dt.datetime) -> int:
    """Take a task off every list that it is on, since it was done; return from how many."""
    undone = Todo.objects.filter(kind=kind, subject=subject, is_done=False)
    return undone.update(is_done=True, done_at=now)


def _receiver(
    account_id: uuid.UUID | None, person_id: uuid.UUID | None, receiver: Receiver | None
) -> Receiver:
    given = [
        one
        for one in (
            None if account_id is None else Receiver.account(account_id),
            None if person_id is None else Receiver.person(person_id),
            receiver,
        )
        if one is not None
    ]
    if len(given) != 1:
        raise TypeError("a to-do is for an account, a person or a receiver: exactly one of them")
    return given[0]
