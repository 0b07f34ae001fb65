"""Reads about accounts."""

from django.db.models import QuerySet

from shiming.accounts import errors
from shiming.accounts.models import (
    Account,
)
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountKind,
    AccountState,
    PersonId,
)
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault

MOBILE_INDEX = "accounts.account.mobile"


def get_account(account_id: AccountId) -> AccountFacts:
    """
    Return what may be known of an account, whatever its state.

    :raises errors.AccountNotFound: if there is none
    """
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise errors.AccountNotFound(account_id=account_id)
    return _account_facts(account)


def find_account_by_mobile(mobile: Mobile) -> AccountFacts | None:
    """Return the living main account that proved this mobile, or None."""
    account = account_with_mobile(mobile)
    return None if account is None else _account_facts(account)


def account_with_mobile(mobile: Mobile) -> Account | None:
    """Return the row of the living main account that proved this mobile, or None."""
    indexes = vault.blind_indexes(purpose=MOBILE_INDEX, value=mobile.value)
    return _living().filter(mobile_index__in=indexes, main_account__isnull=True).first()


def account_with_user_name(user_name: str) -> Account | None:
    """Return the row of the living account of this name, however it is spelt, or None."""
    return _living().filter(user_name_key=fold_user_name(user_name)).first()


def list_accounts_of_person(person_id: PersonId) -> list[AccountFacts]:
    """Return the living accounts that a person owns, oldest first."""
    owned = _living().filter(person_id=person_id).order_by("created_at", "pk")
    return [_account_facts(account) for account in owned]


def _living() -> QuerySet[Account]:
    return Account.objects.exclude(state=AccountState.CLOSED)


def _account_facts(account: Account) -> AccountFacts:
    return AccountFacts(
        id=AccountId(account.pk),
        kind=AccountKind(account.kind),
        state=AccountState(account.state),
        user_name=account.user_name or None,
        mobile=None if account.mobile is None else Mobile.parse(account.mobile),
        email=account.email,
        person_id=None if account.person_id is None else PersonId(account.person_id),
        main_account_id=None
        if account.main_account_id is None
        else AccountId(account.main_account_id),
        created_at=account.created_at,
        password_changed_at=account.password_changed_at,
    )
