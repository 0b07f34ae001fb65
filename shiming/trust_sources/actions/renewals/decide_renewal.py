"""Use case: an officer answers a request for the renewal of a certificate (S30-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.trust_sources import errors
from shiming.trust_sources.models import RenewalRequest
from shiming.trust_sources.policies.authorities import refusal_to_manage
from shiming.trust_sources.types import RenewalEvent, RenewalId, RenewalState


def decide_renewal(
    *, renewal_id: RenewalId, is_done: bool, answer: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Close a request, and tell the person on every channel what comes of it.

    :raises errors.MayNotManageAuthorities: if the officer may not
    :raises errors.RenewalNeedMissing: if there is no answer
    :raises errors.RenewalDecided: if somebody answered before, or there is no such request
    """
    if refusal := refusal_to_manage(officer=officer):
        raise refusal
    if not answer.strip():
        raise errors.RenewalNeedMissing
    state = RenewalState.DONE if is_done else RenewalState.REFUSED
    with transaction.atomic(durable=True):
        request = RenewalRequest.objects.filter(pk=renewal_id).first()
        won = RenewalRequest.objects.filter(pk=renewal_id, state=RenewalState.OPEN).update(
            state=state, answer=answer.strip(), decided_by=officer.account_id, decided_at=now
        )
        if request is None or not won:
            raise errors.RenewalDecided
        audit.record(
            event=RenewalEvent.DECIDED,
            actor=officer,
            subject=f"renewal:{renewal_id}",
            at=now,
            details={"state": state.value},
        )
        messages.notify(
            template="trust_sources/renewal_answered",
            account_id=AccountId(request.account_id),
            context={"tail": request.serial[-4:], "answer": answer.strip()},
            now=now,
        )
