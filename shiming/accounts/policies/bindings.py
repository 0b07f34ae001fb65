"""Who may bind and unbind what signs in to an account. Pure rules."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def refusal_to_change_bindings(
    *, actor: Actor, now: dt.datetime, lifetime: dt.timedelta
) -> DomainError | None:
    """Return why the ways into an account may not be changed now, or None (A13)."""
    if actor.account_id is None or actor.session_id is None:
        return errors.SignInRequired()
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        return errors.ReauthenticationRequired()
    return None


def is_of_body(*, named: str, own: str | None) -> bool:
    """
    Tell whether what names a body may be bound to an account that is the `own` one of a unit.

    It carries that unit's level from then on (S33-23), whoever has the account's password. An
    account that is no unit's so far takes anything: it carries no level.
    """
    return own is None or (bool(own) and named == own)
