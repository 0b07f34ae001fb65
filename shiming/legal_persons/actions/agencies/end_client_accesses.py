"""Use case: a client's agreement password counts for the working day in which it was given."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import ports as accounts_ports
from shiming.accounts.types import AccountId
from shiming.kernel.actor import Actor
from shiming.legal_persons import operations
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.types import LegalPersonEvent, UnitSignInId

_BATCH = 100


def end_client_accesses(*, actor: Actor, now: dt.datetime) -> int:
    """
    End what agreement passwords opened in a working day that is over; return how many ended.

    Nobody acts by them any more before this (`queries.find_client_identity`); what is left of a
    session's copy goes now, and the trail says so.
    """
    ended = 0
    while batch := _end_batch(actor=actor, now=now):
        ended += batch
    return ended


def _end_batch(*, actor: Actor, now: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        over = UnitSignIn.objects.select_related("recognition").filter(
            recognition__isnull=False,
            consumed_at__lte=now - accounts_ports.policy().session_absolute,
        )
        batch = list(over.order_by("consumed_at", "pk")[:_BATCH])
        for sign_in in batch:
            # Of two workers the second finds nothing.
            if UnitSignIn.objects.filter(pk=sign_in.pk).delete()[0]:
                _end(sign_in, actor=actor, now=now)
    return len(batch)


def _end(sign_in: UnitSignIn, *, actor: Actor, now: dt.datetime) -> None:
    if sign_in.recognition is not None:
        operations.record_step(
            UnitSignInId(sign_in.pk),
            event=LegalPersonEvent.SIGN_IN_CLIENT_ENDED,
            actor=actor,
            now=now,
            details={
                "agency_id": str(sign_in.recognition.agency_id),
                "client_id": str(sign_in.recognition.client_id),
            },
        )
    if sign_in.account_id is not None:
        accounts.refresh_session_permissions(account_id=AccountId(sign_in.account_id), now=now)
