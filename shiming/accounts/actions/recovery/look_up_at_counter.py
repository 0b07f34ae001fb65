"""Use case: a clerk looks for the accounts of who stands at the counter (S21-3, S15-5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.policies.recovery import is_same_person, refusal_to_counter_reset
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    AccountId,
    AccountKind,
    AccountPermission,
    GivenDocument,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_UNITS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


def look_up_at_counter(
    *, document: GivenDocument | None, user_name: str, actor: Actor, now: dt.datetime
) -> list[AccountFacts]:
    """
    Return the accounts that the clerk may reset: a person's by document, a unit's by its name.

    Number and name must belong together: a clerk does not browse. Every look is recorded.

    :raises errors.ResetNotAllowed: without the permission
    :raises errors.NoAccountOfDocument: if there is none
    """
    if actor.account_id is None or not actor.may(AccountPermission.RESET_AT_COUNTER):
        raise errors.ResetNotAllowed
    found = _of_person(document) if document is not None else _of_unit(user_name)
    allowed = [
        account
        for account in found
        if refusal_to_counter_reset(account, is_own=account.id == actor.account_id) is None
    ]
    with transaction.atomic(durable=True):
        for subject in [f"account:{account.id}" for account in allowed] or ["accounts:counter"]:
            audit.record(
                event=AccountEvent.ACCOUNT_LOOKED_UP,
                actor=actor,
                subject=subject,
                at=now,
                details={"found": len(allowed)},
            )
    # Committed by now: looking for nobody is recorded too.
    if not allowed:
        raise errors.NoAccountOfDocument
    return allowed


def _of_person(document: GivenDocument) -> list[AccountFacts]:
    person = queries.find_person(document.number)
    if person is None or not is_same_person(document, person):
        return []
    return queries.list_accounts_of_person(person.id)


def _of_unit(user_name: str) -> list[AccountFacts]:
    row = queries.account_with_user_name(user_name)
    account = None if row is None else queries.get_account(AccountId(row.pk))
    return [account] if account is not None and account.kind in _UNITS else []
