"""Attaching the numbers of other bodies to accounts, and renewing them (A13)."""

import datetime as dt

from django.db.models import Q

from shiming.accounts import errors, queries
from shiming.accounts.models import PersonalNumber
from shiming.accounts.policies.numbers import index_value, parse_number
from shiming.accounts.types import AccountEvent, AccountId, NumberKind, PersonalNumberId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault


def attach_number(
    *, account_id: AccountId, kind: NumberKind, number: str, actor: Actor, now: dt.datetime
) -> PersonalNumberId:
    """
    Give an account a number with which its owner signs in; doing it twice changes nothing.

    A number whose account was closed is free: its owner may have opened another one.

    :raises errors.NumberMalformed: if it is no such number
    :raises errors.NumberTaken: if it belongs to another account, or was replaced by another number
    """
    value = parse_number(number)
    row = PersonalNumber(
        id=new_id(),
        account_id=account_id,
        kind=kind,
        number=value,
        number_index=vault.blind_index(
            purpose=queries.NUMBER_INDEX, value=index_value(kind, value)
        ),
        attached_at=now,
    )
    held = queries.row_of_number(kind, value)
    is_moved = False
    if held is not None and queries.account_with_number(kind, value) is None:
        left = Q(pk=held.pk) | Q(alias_of_id=held.pk)
        is_moved = bool(
            PersonalNumber.objects.filter(left, account_id=held.account_id).update(
                account_id=account_id, attached_at=now
            )
        )
    if held is None:
        # Two may come at once: the unique index decides, and the loser reads the winner's row.
        PersonalNumber.objects.bulk_create([row], ignore_conflicts=True)
        held = queries.row_of_number(kind, value)
    owner = queries.account_with_number(kind, value)
    if held is None or owner is None or owner.pk != account_id or held.alias_of_id is not None:
        raise errors.NumberTaken
    if is_moved or held.pk == row.pk:
        audit.record(
            event=AccountEvent.NUMBER_ATTACHED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"kind": kind.value},
        )
    return PersonalNumberId(held.pk)


def renew_number(
    *, old_id: PersonalNumberId, number: str, actor: Actor, now: dt.datetime
) -> PersonalNumberId:
    """
    Replace a number by a new one; the old one signs its owner in for ever (S15-10).

    :raises errors.NumberNotFound: if there is no such number, or it was replaced before
    :raises errors.NumberMalformed: if the new one is no such number
    :raises errors.NumberTaken: if the new one belongs to another account
    """
    old = PersonalNumber.objects.filter(pk=old_id, alias_of__isnull=True).first()
    owner = None if old is None else queries.account_with_number(NumberKind(old.kind), old.number)
    if old is None or owner is None:
        raise errors.NumberNotFound(number_id=old_id)
    new = attach_number(
        account_id=AccountId(owner.pk),
        kind=NumberKind(old.kind),
        number=number,
        actor=actor,
        now=now,
    )
    if new == old_id:
        raise errors.NumberTaken
    won = PersonalNumber.objects.filter(pk=old_id, alias_of__isnull=True).update(alias_of_id=new)
    if not won:
        raise errors.NumberNotFound(number_id=old_id)
    PersonalNumber.objects.filter(alias_of_id=old_id).update(alias_of_id=new)
    return new
