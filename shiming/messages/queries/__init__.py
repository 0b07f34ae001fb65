"""Reads of the area."""

from shiming.messages.queries.inbox import (
    InboxCursor,
    InboxFilter,
    InboxPart,
    count_unread_messages,
    get_message,
    list_identities,
    list_messages,
    list_unread_ids,
)
from shiming.messages.queries.outbox import (
    BoxedText,
    LogPart,
    list_boxed_texts_unscoped,
    list_log,
    quiet_for,
)
from shiming.messages.queries.preferences import Wishes, get_wishes
from shiming.messages.queries.reminders import (
    get_rule,
    list_accounts_waiting,
    list_due_reminders,
    list_open_reminders,
    list_rules,
)
from shiming.messages.queries.templates import (
    TemplateHead,
    get_template_for,
    get_template_in_force,
    get_templates_in_force,
    get_version,
    list_templates,
    list_versions,
)
from shiming.messages.queries.todos import (
    TodoCursor,
    TodoPart,
    count_undone_todos,
    list_todos,
)

__all__ = [
    "BoxedText",
    "InboxCursor",
    "InboxFilter",
    "InboxPart",
    "LogPart",
    "TemplateHead",
    "TodoCursor",
    "TodoPart",
    "Wishes",
    "count_undone_todos",
    "count_unread_messages",
    "get_message",
    "get_rule",
    "get_template_for",
    "get_template_in_force",
    "get_templates_in_force",
    "get_version",
    "get_wishes",
    "list_accounts_waiting",
    "list_boxed_texts_unscoped",
    "list_due_reminders",
    "list_identities",
    "list_log",
    "list_messages",
    "list_open_reminders",
    "list_rules",
    "list_templates",
    "list_todos",
    "list_unread_ids",
    "list_versions",
    "quiet_for",
]
