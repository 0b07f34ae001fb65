"""Use case: an account accepts the service agreement that is in force."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.models import Acceptance
from shiming.accounts.types import AccountEvent, AgreementId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def accept_agreement(*, agreement_id: AgreementId, actor: Actor, now: dt.datetime) -> None:
    """
    Record that the actor's account accepts this version; a second time changes nothing.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.AgreementOutdated: if another version came into force meanwhile
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        current = queries.find_current_agreement(now=now)
        if current is None or current.id != agreement_id:
            raise errors.AgreementOutdated(agreement_id=agreement_id)
        _, is_new = Acceptance.objects.get_or_create(
            agreement_id=agreement_id,
            account_id=actor.account_id,
            defaults={"accepted_at": now},
        )
        if is_new:
            audit.record(
                event=AccountEvent.AGREEMENT_ACCEPTED,
                actor=actor,
                subject=f"account:{actor.account_id}",
                at=now,
                details={"agreement_id": str(agreement_id), "version": current.version},
            )
