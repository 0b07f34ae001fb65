"""Writing messages, to-dos and reminders, in the caller's transaction."""

from shiming.messages.operations.moving import move_messages
from shiming.messages.operations.reminders import cancel_reminder, remind, reschedule
from shiming.messages.operations.sending import (
    DELIVER,
    MAX_ATTEMPTS,
    alert_risk,
    notify,
    send_email,
    send_sms,
)
from shiming.messages.operations.todos import close_todo, open_todo

__all__ = [
    "DELIVER",
    "MAX_ATTEMPTS",
    "alert_risk",
    "cancel_reminder",
    "close_todo",
    "move_messages",
    "notify",
    "open_todo",
    "remind",
    "reschedule",
    "send_email",
    "send_sms",
]
