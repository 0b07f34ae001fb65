"""Small writes in the caller's transaction, offered to this area's actions and to areas above."""

from shiming.accounts.operations.codes import CodeTry, consume_code, issue_code, try_code
from shiming.accounts.operations.counters import Charge, charge, forgive, lock_if_reached, refund
from shiming.accounts.operations.human_checks import is_passed_by_human
from shiming.accounts.operations.persons import attach_person
from shiming.accounts.operations.sessions import (
    end_session,
    end_sessions_of_account,
    record_factor,
    refresh_session_levels,
    refresh_session_permissions,
    rotate_session,
    start_session,
)

__all__ = [
    "Charge",
    "CodeTry",
    "attach_person",
    "charge",
    "consume_code",
    "end_session",
    "end_sessions_of_account",
    "forgive",
    "is_passed_by_human",
    "issue_code",
    "lock_if_reached",
    "record_factor",
    "refresh_session_levels",
    "refresh_session_permissions",
    "refund",
    "rotate_session",
    "start_session",
    "try_code",
]
