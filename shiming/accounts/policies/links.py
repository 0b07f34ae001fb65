"""Which accounts may hang together, be merged, or be closed (S14-8)."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.types import AccountFacts, AccountKind, AccountState
from shiming.kernel.errors import DomainError


def refusal_to_link(main: AccountFacts, other: AccountFacts) -> DomainError | None:
    """
    Return why `other` cannot hang on `main`, or None. Both sides have been proven before.

    Two accounts whose persons are known to be different never hang together; links have one step.
    """
    if main.id == other.id:
        return errors.LinkSameAccount()
    if {main.kind, other.kind} != {AccountKind.NATURAL_PERSON}:
        return errors.LinkNotPossible()
    if {main.state, other.state} != {AccountState.ACTIVE}:
        return errors.LinkNotPossible()
    if main.main_account_id is not None or other.main_account_id is not None:
        return errors.LinkExists()
    if None not in {main.person_id, other.person_id} and main.person_id != other.person_id:
        return errors.LinkOtherPerson()
    return None


def refusal_to_undo_merge(
    *, merged_at: dt.datetime, now: dt.datetime, within: dt.timedelta
) -> DomainError | None:
    """Return why a merge stands for good, or None."""
    return errors.MergeFinal() if now - merged_at >= within else None


def refusal_to_close(account: AccountFacts, *, has_linked: bool) -> DomainError | None:
    """Return why its owner cannot close an account: offices and links come off first."""
    if account.kind in {AccountKind.STAFF, AccountKind.API}:
        return errors.ClosureByAdministrator()
    if account.state is not AccountState.ACTIVE:
        return errors.ClosureNotPossible()
    if has_linked or account.main_account_id is not None:
        return errors.ClosureWithLinks()
    return None
