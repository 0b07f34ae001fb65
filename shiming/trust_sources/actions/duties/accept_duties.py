"""Use case: the operator of a source accepts its duties, with the code of a letter (S19-7)."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, queries
from shiming.trust_sources.models import DutiesAcceptance
from shiming.trust_sources.operations import is_code
from shiming.trust_sources.types.duties import MOST_TRIES, AcceptanceId, DutiesEvent


def accept_duties(
    *, acceptance_id: AcceptanceId, code: str, name: str, actor: Actor, now: dt.datetime
) -> None:
    """
    Keep which version was accepted, when, and by whom; a letter bears five wrong codes.

    :raises errors.AcceptanceNotOpen: if there is no such letter, it was answered or is over
    :raises errors.AcceptanceCodeWrong: if the code is another one
    """
    with transaction.atomic(durable=True):
        facts = queries.find_open_acceptance(acceptance_id, now=now)
        if facts is None:
            raise errors.AcceptanceNotOpen
        # A try is paid for before it is judged: parallel guesses get no more than five.
        paid = DutiesAcceptance.objects.filter(
            pk=acceptance_id, tries__lt=MOST_TRIES, accepted_at__isnull=True
        ).update(tries=F("tries") + 1)
        if not paid:
            raise errors.AcceptanceNotOpen
        is_right = is_code(code, kept=facts.code_hash)
        if is_right:
            DutiesAcceptance.objects.filter(pk=acceptance_id, accepted_at__isnull=True).update(
                accepted_by=name.strip(), accepted_at=now
            )
        audit.record(
            event=DutiesEvent.ACCEPTED if is_right else DutiesEvent.CODE_WRONG,
            actor=actor,
            subject=f"trust_source:{facts.source_id}",
            at=now,
            details={"acceptance_id": str(acceptance_id)},
        )
    # Committed by now: the try stays paid for.
    if not is_right:
        raise errors.AcceptanceCodeWrong(tries_left=max(MOST_TRIES - facts.tries - 1, 0))
