"""Reads about contacts."""

from shiming.accounts.models import ContactChange
from shiming.accounts.queries.accounts import get_account
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    ContactChangeFacts,
    ContactChangeReason,
    ContactKind,
)
from shiming.kernel import masking_kit
from shiming.kernel.phones import Mobile

_MOST = 50


def list_contact_changes(account_id: AccountId) -> list[ContactChangeFacts]:
    """Return how the contacts of an account changed, the newest first, masked (A12)."""
    changes = ContactChange.objects.filter(account_id=account_id).order_by("-changed_at", "-pk")
    return [
        ContactChangeFacts(
            kind=ContactKind(change.kind),
            reason=ContactChangeReason(change.reason),
            old_masked=_masked(change.kind, change.old),
            new_masked=_masked(change.kind, change.new),
            changed_at=change.changed_at,
        )
        for change in changes[:_MOST]
    ]


def carrier_of_contacts(account_id: AccountId) -> AccountFacts:
    """Return the account that carries the contacts: its main account, or itself (S14-8)."""
    account = get_account(account_id)
    return account if account.main_account_id is None else get_account(account.main_account_id)


def missing_contacts(
    account_id: AccountId, *, required: tuple[str, ...]
) -> tuple[ContactKind, ...]:
    """Return what a portal demands and the account has not proven, in the portal's order (A12)."""
    carrier = carrier_of_contacts(account_id)
    have = {ContactKind.MOBILE: carrier.mobile, ContactKind.EMAIL: carrier.email}
    kinds = [ContactKind(kind) for kind in required]
    return tuple(kind for kind in kinds if have[kind] is None)


def _masked(kind: str, value: str | None) -> str:
    if value is None:
        return ""
    if kind == ContactKind.EMAIL:
        return masking_kit.mask_email(value)
    return Mobile.parse(value).masked
