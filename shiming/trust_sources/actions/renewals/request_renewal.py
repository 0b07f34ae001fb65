"""Use case: somebody asks for the renewal of a certificate that ends, or has ended (S30-2)."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, queries
from shiming.trust_sources.models import RenewalRequest
from shiming.trust_sources.types import RenewalEvent, RenewalId

LONGEST_NEED = 500


def request_renewal(
    *, binding_id: uuid.UUID, need: str, actor: Actor, now: dt.datetime
) -> RenewalId:
    """
    Hand in the business need form for one of one's own certificates, for the officers to see.

    :raises SignInRequired: if nobody is signed in
    :raises errors.RenewalNeedMissing: if nothing is written in it, or too much
    :raises errors.RenewalNotPossible: if it is nobody's own, or of no authority known here
    :raises errors.RenewalAsked: if a request for it is open
    """
    if actor.account_id is None:
        raise accounts_errors.SignInRequired
    if not 0 < len(need.strip()) <= LONGEST_NEED:
        raise errors.RenewalNeedMissing
    account_id = AccountId(actor.account_id)
    with transaction.atomic(durable=True):
        found = queries.find_renewable(binding_id=binding_id, account_id=account_id)
        if found is None:
            raise errors.RenewalNotPossible
        certificate, authority_id = found
        request = RenewalRequest(
            account_id=account_id,
            authority_id=authority_id,
            serial=certificate.serial,
            valid_until=certificate.valid_until,
            need=need.strip(),
            requested_at=now,
        )
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError as error:
            raise errors.RenewalAsked from error
        audit.record(
            event=RenewalEvent.REQUESTED,
            actor=actor,
            subject=f"renewal:{request.pk}",
            at=now,
            details={"authority_id": str(authority_id)},
        )
    return RenewalId(request.pk)
