"""Who may bind and unbind what signs in to an account. Pure rules."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.types import LICENCE_METHOD, SOCIAL_METHOD
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

# What another system or another device said proves nothing about a change of the ways in.
_NOT_OWN = frozenset({SOCIAL_METHOD, LICENCE_METHOD, "mca"})


def refusal_to_change_bindings(
    *, actor: Actor, now: dt.datetime, lifetime: dt.timedelta
) -> DomainError | None:
    """Return why the ways into an account may not be changed now, or None (A13)."""
    if actor.account_id is None or actor.session_id is None:
        return errors.SignInRequired()
    own = (proven for method, proven in actor.factors.items() if method not in _NOT_OWN)
    if not any(now - proven < lifetime for proven in own):
        return errors.ReauthenticationRequired()
    return None
