"""Use case: the office that issued a number replaces a wrong one (S15-10)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.desk import refusal_to_officer, refusal_to_reason
from shiming.accounts.policies.numbers import parse_number
from shiming.accounts.types import (
    AccountEvent,
    AccountPermission,
    NumberKind,
    PersonalNumberId,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def renew_number(
    *,
    kind: NumberKind,
    old: str,
    new: str,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> PersonalNumberId:
    """
    Replace a number by a new one; who still types the old one gets in as well.

    :raises errors.MayNotManageAccounts: if the officer may not renew numbers
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.OwnAccount: if it is a number of the officer's own, under whichever account
    :raises errors.NumberMalformed: if one of them is no such number
    :raises errors.NumberNotFound: if nobody has the old one, or it was replaced before
    :raises errors.NumberTaken: if the new one belongs to another account
    """
    if refusal := refusal_to_officer(officer=officer, permission=AccountPermission.RENEW_NUMBER):
        raise refusal
    if refusal := refusal_to_reason(reason):
        raise refusal
    with transaction.atomic(durable=True):
        row = queries.row_of_number(kind, parse_number(old))
        if row is None:
            raise errors.NumberNotFound
        if queries.is_of_actor(row.account_id, actor=officer):
            raise errors.OwnAccount
        renewed = operations.renew_number(
            old_id=PersonalNumberId(row.pk), number=new, actor=officer, now=now
        )
        audit.record(
            event=AccountEvent.NUMBER_RENEWED,
            actor=officer,
            subject=f"number:{renewed}",
            at=now,
            details={"kind": kind.value, "old_id": str(row.pk), "reason": reason.strip()},
        )
    return renewed
