"""Use case: somebody with several numbers says which one they work with (S15-8)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.models import Session
from shiming.accounts.types import AccountEvent, AccountId, PersonalNumberId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def choose_number(*, number_id: PersonalNumberId, actor: Actor, now: dt.datetime) -> None:
    """
    Have the session work with one of the account's numbers.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.NumberNotFound: if it is none of the account's present numbers
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        number = queries.get_number(number_id, owner=AccountId(actor.account_id))
        Session.objects.filter(public_id=actor.session_id, ended_at__isnull=True).update(
            personal_number_id=number.id
        )
        audit.record(
            event=AccountEvent.NUMBER_CHOSEN,
            actor=actor,
            subject=f"session:{actor.session_id}",
            at=now,
            details={"number_id": str(number.id), "kind": number.kind.value},
        )
