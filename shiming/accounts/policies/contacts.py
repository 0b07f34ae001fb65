"""What must be proven before a contact is bound or changed (A12)."""

import dataclasses
import datetime as dt

from shiming.accounts import errors
from shiming.accounts.policies.credentials import refusal_to_add_way_in
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import AccountFacts, AccountKind, ContactKind, Visit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

# What shows that the person has the old mobile in hand, or is the person themselves.
_STRONG = frozenset({"sms", "face"})


def refusal_to_change_contact(
    account: AccountFacts,
    kind: ContactKind,
    *,
    actor: Actor,
    now: dt.datetime,
    lifetime: dt.timedelta,
) -> DomainError | None:
    """
    Return what the actor has still to prove before a contact of theirs may be another, or None.

    A mobile is changed only by who has just proven the old one, or their face (A12); anything else
    by who has just proven any factor, or a stolen session would be enough to take the account over.
    A mobile is a way in and a mailbox one back: a unit's password alone adds none. Whose account
    has nothing of its own yet, for a trust source opened it, has proven all they can by coming from
    there: without a contact they could do nothing here for ever.
    """
    if account.main_account_id is not None:
        return errors.ContactOnMainAccount()
    if kind is ContactKind.MOBILE and account.mobile is not None:
        strong = {method: at for method, at in actor.factors.items() if method in _STRONG}
        is_proven = any(now - proven < lifetime for proven in strong.values())
        return None if is_proven else errors.OldMobileNotProven()
    is_fresh = is_freshly_proven(actor, now=now, lifetime=lifetime) or (
        _is_bare(account) and any(now - proven < lifetime for proven in actor.factors.values())
    )
    if not is_fresh:
        return errors.ReauthenticationRequired()
    return refusal_to_add_way_in(kind=account.kind, methods=actor.methods)


def _is_bare(account: AccountFacts) -> bool:
    """Tell whether a person's account has neither contact nor password, nor ever had one."""
    return account.kind is AccountKind.NATURAL_PERSON and (
        account.mobile,
        account.email,
        account.password_changed_at,
    ) == (None, None, None)


def visit_of_session(visit: Visit, actor: Actor) -> Visit:
    """
    Return the visit under which codes for a signed-in person are kept.

    They belong to the session, not to the browser: the next one to sign in here must not use them.
    """
    return dataclasses.replace(visit, token=f"session:{actor.session_id}")
