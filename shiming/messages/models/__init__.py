"""Tables of the area."""

from shiming.messages.models.inbox import InboxMessage
from shiming.messages.models.outbox import OutboxMessage
from shiming.messages.models.preferences import MessagePreferences
from shiming.messages.models.reminders import Digest, DigestLine, Reminder, ReminderRule
from shiming.messages.models.templates import TemplateVersion
from shiming.messages.models.todos import Todo

__all__ = [
    "Digest",
    "DigestLine",
    "InboxMessage",
    "MessagePreferences",
    "OutboxMessage",
    "Reminder",
    "ReminderRule",
    "TemplateVersion",
    "Todo",
]
