"""Which officer may do what with an account (A10)."""

from shiming.accounts import errors
from shiming.accounts.types import AccountId, AccountPermission
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.tripwire import find_unmasked

_SHORTEST_REASON = 4
_LONGEST_REASON = 200


def refusal_to_officer(*, officer: Actor, permission: AccountPermission) -> DomainError | None:
    """Return why this actor may not act as an officer, or None if they may."""
    if officer.identity.kind is ActingKind.SYSTEM or officer.may(permission):
        return None
    return errors.MayNotManageAccounts(permission=permission.value)


def refusal_to_manage(
    *, account_id: AccountId, officer: Actor, permission: AccountPermission, reason: str
) -> DomainError | None:
    """Return why this officer may not do this to this account for this reason, or None."""
    if refusal := refusal_to_officer(officer=officer, permission=permission):
        return refusal
    if officer.account_id == account_id:
        return errors.OwnAccount()
    return refusal_to_reason(reason)


def refusal_to_reason(reason: str) -> DomainError | None:
    """Return why a reason is none, or None: it stays in the audit, where nothing personal may."""
    text = reason.strip()
    if not _SHORTEST_REASON <= len(text) <= _LONGEST_REASON or find_unmasked(text):
        return errors.ReasonUnfit(min_length=_SHORTEST_REASON, max_length=_LONGEST_REASON)
    return None
