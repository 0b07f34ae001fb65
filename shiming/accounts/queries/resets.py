"""Reads about who may let whom back into an account."""

import datetime as dt

from shiming.accounts import errors, ports
from shiming.accounts.policies import recovery as rules
from shiming.accounts.queries.accounts import get_account
from shiming.accounts.queries.four_eyes import is_of_actor
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    AccountId,
    AccountKind,
    AccountPermission,
    AccountState,
)
from shiming.audit import queries as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def refusal_to_reset(
    account: AccountFacts, *, actor: Actor, now: dt.datetime
) -> DomainError | None:
    """
    Return why the actor may not take an account's password away, or None if they may.

    Staff are reset by the administrator of their body or of one above it, never by themselves:
    they know how to change it (S06-2, S12-3).
    """
    if account.state in {AccountState.CLOSED, AccountState.FROZEN}:
        return errors.ResetNotAllowed()
    if account.kind is AccountKind.STAFF:
        is_own = is_of_actor(account.id, actor=actor)
        if is_own or not actor.may(AccountPermission.RESET_STAFF):
            return errors.ResetNotAllowed()
    standing = ports.superiors().standing_towards(actor=actor, account_id=account.id, now=now)
    return rules.refusal_to_reset(standing)


def refusal_to_hand_over(account: AccountFacts, *, now: dt.datetime) -> DomainError | None:
    """
    Return why a code for the account may not be shown to who resets it, or None if it may.

    Whoever reads the code can enter in the owner's place. Where there is a proven contact nobody
    reads it; without one, an account that may do something is not given away by one person.
    """
    reached = account
    if account.main_account_id is not None:
        reached = get_account(account.main_account_id)
    if reached.mobile is not None or reached.email:
        return None
    held = ports.permission_source().permissions_of(account.id, now)
    return errors.NoContactForCode() if held else None


def was_handed_code(account_id: AccountId, *, officer: Actor) -> bool:
    """Tell whether an officer, under whichever account, was ever shown a code of an account."""
    shown = audit.list_records_unscoped(
        subject=f"account:{account_id}", event=AccountEvent.CODE_HANDED_OVER
    )
    return any(is_of_actor(one.account_id, actor=officer) for one in shown)
