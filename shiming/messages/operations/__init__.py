"""Writing messages and to-dos, in the caller's transaction."""

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
    "close_todo",
    "notify",
    "open_todo",
    "send_email",
    "send_sms",
]
