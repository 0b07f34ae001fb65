"""Reads, a file per subject."""

from shiming.accounts.queries.accounts import (
    MOBILE_INDEX,
    account_with_mobile,
    account_with_user_name,
    find_account_by_mobile,
    get_account,
    list_accounts_of_person,
)
from shiming.accounts.queries.agreements import find_current_agreement, must_accept_agreement
from shiming.accounts.queries.codes import BINDING_INDEX, find_last_code, find_pending_code
from shiming.accounts.queries.counters import SUBJECT_INDEX, count_tries, locked_until
from shiming.accounts.queries.persons import PERSON_INDEX, find_person, get_person
from shiming.accounts.queries.sessions import (
    actor_of_session,
    find_live_session,
    is_known_device,
    list_sessions,
    session_key,
)

__all__ = [
    "BINDING_INDEX",
    "MOBILE_INDEX",
    "PERSON_INDEX",
    "SUBJECT_INDEX",
    "account_with_mobile",
    "account_with_user_name",
    "actor_of_session",
    "count_tries",
    "find_account_by_mobile",
    "find_current_agreement",
    "find_last_code",
    "find_live_session",
    "find_pending_code",
    "find_person",
    "get_account",
    "get_person",
    "is_known_device",
    "list_accounts_of_person",
    "list_sessions",
    "locked_until",
    "must_accept_agreement",
    "session_key",
]
