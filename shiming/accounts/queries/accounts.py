"""Reads about accounts."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q, QuerySet

from shiming.accounts import errors
from shiming.accounts.models import (
    Account,
)
from shiming.accounts.policies.user_names import fold_user_name, refusal_to_user_name
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountKind,
    AccountState,
    Contact,
    PersonId,
)
from shiming.kernel import sql_kit
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault

MOBILE_INDEX = "accounts.account.mobile"
# A face is a person's own: it opens no account of a unit, a machine or an office.
_OWN_KINDS = frozenset({AccountKind.NATURAL_PERSON})
EMAIL_INDEX = "accounts.account.email"

# So many values fit into one question on every database.
_PIECE = 500

# No column among them is encrypted.
_LIGHT = ("id", "kind", "state", "password", "person_id")


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
    options, values = sql_kit.among("index", indexes)
    return _light_row(f"mobile_index IN ({options}) AND main_account_id IS NULL", values)


def account_with_email(address: EmailAddress) -> Account | None:
    """Return the row of the living main account that proved this address, or None."""
    indexes = vault.blind_indexes(purpose=EMAIL_INDEX, value=address.key)
    return _living().filter(email_index__in=indexes, main_account__isnull=True).first()


def account_with_contact(contact: Contact) -> Account | None:
    """Return the row of the living main account that proved this contact, or None."""
    if isinstance(contact, Mobile):
        return account_with_mobile(contact)
    return account_with_email(contact)


def account_with_user_name(user_name: str) -> Account | None:
    """Return the row of the living account of this name, however it is spelt, or None."""
    return _light_row("user_name_key = %(name)s", {"name": fold_user_name(user_name)})


def refusals_of_user_names(names: Collection[str]) -> Mapping[str, DomainError]:
    """Return why no account can be opened under some of these names, by name."""
    found = {name: refusal for name in names if (refusal := refusal_to_user_name(name))}
    key_of = {name: fold_user_name(name) for name in names if name not in found}
    keys, taken = sorted(set(key_of.values())), set()
    for start in range(0, len(keys), _PIECE):
        rows = _living().filter(user_name_key__in=keys[start : start + _PIECE])
        taken |= set(rows.values_list("user_name_key", flat=True))
    return found | {name: errors.UserNameTaken() for name, key in key_of.items() if key in taken}


def account_with_id(account_id: AccountId) -> Account | None:
    """Return the row of a living account, or None."""
    return _living().filter(pk=account_id).first()


def account_of_person(person_id: PersonId) -> Account | None:
    """Return the row of the oldest living main account of a person that has a password, or None."""
    owned = _living().filter(person_id=person_id, main_account__isnull=True).exclude(password="")
    return owned.order_by("created_at", "pk").first()


def list_accounts_of_person(person_id: PersonId) -> list[AccountFacts]:
    """Return the living accounts that a person owns, oldest first."""
    owned = _living().filter(person_id=person_id).order_by("created_at", "pk")
    return [_account_facts(account) for account in owned]


def list_group_of(account_id: AccountId) -> list[AccountId]:
    """Return the ids of the accounts that hang together with this one, merged ones included."""
    mains = Account.objects.filter(pk=account_id).values_list("main_account_id", flat=True)
    main = mains.first() or account_id
    group = Account.objects.filter(Q(pk=main) | Q(main_account_id=main)).order_by("pk")
    return [AccountId(pk) for pk in group.values_list("pk", flat=True)]


def persons_of_group(account_id: AccountId) -> set[PersonId]:
    """Return whose the accounts are that hang together with this one; one person at most."""
    owned = Account.objects.filter(pk__in=list_group_of(account_id), person__isnull=False)
    return {PersonId(one) for one in owned.values_list("person_id", flat=True)}


def closed_before(before: dt.datetime, *, among: Sequence[AccountId]) -> set[AccountId]:
    """Return which of these accounts were closed before an instant."""
    closed = Account.objects.filter(pk__in=among, closed_at__lt=before)
    return {AccountId(pk) for pk in closed.values_list("pk", flat=True)}


def list_linked_accounts(main_account_id: AccountId) -> list[AccountFacts]:
    """Return the living accounts that hang on a main one, oldest first."""
    linked = _living().filter(main_account_id=main_account_id).order_by("created_at", "pk")
    return [_account_facts(account) for account in linked]


def account_of_face(person_id: PersonId) -> AccountFacts | None:
    """Return the account that a person's face signs in to: the main one, the oldest, or None."""
    own = [one for one in list_accounts_of_person(person_id) if one.kind in _OWN_KINDS]
    return min(own, key=lambda one: one.main_account_id is not None, default=None)


def find_account_by_email(address: EmailAddress) -> AccountFacts | None:
    """Return the living main account that proved this mailbox, or None."""
    account = account_with_email(address)
    return None if account is None else _account_facts(account)


def list_accounts_after(
    after: AccountId | None, *, kinds: Collection[AccountKind], most: int
) -> list[AccountFacts]:
    """Return living main accounts of these kinds, in the order of their keys, from a key on."""
    living = _living().filter(kind__in=kinds, main_account__isnull=True).order_by("pk")
    if after is not None:
        living = living.filter(pk__gt=after)
    return [_account_facts(account) for account in living[:most]]


def _light_row(condition: str, values: Mapping[str, sql_kit.Value]) -> Account | None:
    """Return the row with the columns that a sign-in needs; the others are read when asked for."""
    columns = ", ".join(_LIGHT)
    statement = (
        f"SELECT {columns} FROM accounts_account"  # noqa: S608  names of this module
        f" WHERE {condition} AND state <> %(closed)s"
    )
    row = sql_kit.fetch_one(statement, {**values, "closed": AccountState.CLOSED.value})
    if row is None:
        return None
    account_id, kind, state, password, person_id = row
    keys = (sql_kit.uuid_of(account_id), None if person_id is None else sql_kit.uuid_of(person_id))
    return Account.from_db("default", _LIGHT, (keys[0], kind, state, password, keys[1]))


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
