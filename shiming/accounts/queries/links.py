"""Reads about linked accounts, and accounts that are about to close."""

from shiming.accounts import ports
from shiming.accounts.models import AccountClosure, AccountLink
from shiming.accounts.queries.accounts import get_account, list_linked_accounts
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountState,
    ClosureFacts,
    LinkFacts,
    LinkId,
)


def list_links(account_id: AccountId) -> list[LinkFacts]:
    """Return what hangs on the account, and what it hangs on, the oldest first."""
    rows = AccountLink.objects.filter(ended_at__isnull=True).order_by("linked_at", "pk")
    within = ports.policy().merge_undone_within
    return [
        LinkFacts(
            id=LinkId(row.pk),
            account=get_account(
                AccountId(row.linked_id if row.main_id == account_id else row.main_id)
            ),
            is_merged=row.is_merge,
            is_main=row.linked_id == account_id,
            linked_at=row.linked_at,
            may_be_undone_until=row.linked_at + within if row.is_merge else None,
        )
        for row in (*rows.filter(main_id=account_id), *rows.filter(linked_id=account_id))
    ]


def accounts_to_switch_to(account_id: AccountId) -> list[AccountFacts]:
    """Return the other active accounts of the group that an account belongs to."""
    account = get_account(account_id)
    main = account if account.main_account_id is None else get_account(account.main_account_id)
    return [
        each
        for each in (main, *list_linked_accounts(main.id))
        if each.id != account_id and each.state is AccountState.ACTIVE
    ]


def find_closure(account_id: AccountId) -> ClosureFacts | None:
    """Return when the account will close, or None if it will not."""
    row = AccountClosure.objects.filter(account_id=account_id, ended_at__isnull=True).first()
    if row is None:
        return None
    return ClosureFacts(requested_at=row.requested_at, closes_at=row.closes_at)
