"""Use case: a person gives an attempt up, to begin anew or for good."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.proofing import errors, operations, queries, waiting
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import cases
from shiming.proofing.types import CaseState, ProofingEvent, TryKind
from shiming.registers.types import Outcome


def withdraw_case(*, actor: Actor, now: dt.datetime) -> None:
    """
    Close the open case; a try that only waits for an unreachable register is given back.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.CaseMovedOn: if it is being judged, or is decided
    """
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        won = ProofingCase.objects.filter(
            pk=case.pk, state=case.state, state__in=cases.MAY_BE_WITHDRAWN
        ).update(state=CaseState.WITHDRAWN, decided_at=now)
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        is_waiting = case.register_outcome == Outcome.UNAVAILABLE
        if case.state == CaseState.SUBMITTED and is_waiting and case.submitted_at is not None:
            operations.give_back_try(
                account_id=case.account_id,
                number=parse_document_number(
                    DocumentType(case.document_type), case.entered["number"]
                ),
                kind=TryKind.REGISTER,
                taken_at=case.submitted_at,
            )
        waiting.close_unfinished(case_id=case.pk, now=now)
        audit.record(
            event=ProofingEvent.WITHDRAWN,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"from": case.state},
        )
