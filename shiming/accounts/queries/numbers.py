"""Reads about the numbers of other bodies."""

import uuid

from django.db.models import Q

from shiming.accounts import errors
from shiming.accounts.models import Account, PersonalNumber, Session
from shiming.accounts.policies.numbers import index_value
from shiming.accounts.types import (
    AccountId,
    AccountState,
    NumberKind,
    PersonalNumberFacts,
    PersonalNumberId,
    SessionId,
)
from shiming.vault import queries as vault

NUMBER_INDEX = "accounts.personal_number"
_NOBODY = uuid.UUID(int=0)


def account_with_number(kind: NumberKind, number: str) -> Account | None:
    """
    Return the row of the living account with this number, old or present, or None.

    What a merged account had is its main account's for as long as they are merged.
    """
    row = row_of_number(kind, number)
    # Nobody is looked for as well, so that as much is read for a number that nobody has.
    account_id = _NOBODY if row is None else row.account_id
    holder = Account.objects.select_related("main_account").filter(pk=account_id).first()
    if holder is not None and holder.state == AccountState.CLOSED:
        holder = holder.main_account
    return None if holder is None or holder.state == AccountState.CLOSED else holder


def row_of_number(kind: NumberKind, number: str) -> PersonalNumber | None:
    """Return the row of a number, or None."""
    indexes = vault.blind_indexes(purpose=NUMBER_INDEX, value=index_value(kind, number))
    return PersonalNumber.objects.filter(number_index__in=indexes).first()


def list_numbers(account_id: AccountId) -> list[PersonalNumberFacts]:
    """Return the present numbers of an account, oldest first; replaced ones are left out."""
    present = PersonalNumber.objects.filter(_of(account_id), alias_of__isnull=True)
    return [_facts(row) for row in present.order_by("attached_at", "pk")]


def get_number(number_id: PersonalNumberId, *, owner: AccountId) -> PersonalNumberFacts:
    """
    Return one of the owner's present numbers.

    :raises errors.NumberNotFound: if there is none, or it is somebody else's
    """
    row = PersonalNumber.objects.filter(_of(owner), pk=number_id, alias_of__isnull=True).first()
    if row is None:
        raise errors.NumberNotFound(number_id=number_id)
    return _facts(row)


def find_chosen_number(session_id: SessionId) -> PersonalNumberFacts | None:
    """Return the number that a session works with, or its successor; None if none was chosen."""
    chosen = Session.objects.filter(public_id=session_id).values("personal_number")
    row = PersonalNumber.objects.select_related("alias_of").filter(pk__in=chosen).first()
    return None if row is None else _facts(row.alias_of or row)


def _of(account_id: AccountId) -> Q:
    merged = Q(account__main_account_id=account_id, account__state=AccountState.CLOSED)
    return Q(account_id=account_id) | merged


def _facts(row: PersonalNumber) -> PersonalNumberFacts:
    return PersonalNumberFacts(
        id=PersonalNumberId(row.pk),
        kind=NumberKind(row.kind),
        account_id=AccountId(row.account_id),
        value=row.number,
    )
