"""Use case: a person says which document they will show."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType
from shiming.proofing import errors, operations, queries
from shiming.proofing.journeys import online
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import documents
from shiming.proofing.types import CaseState, ProofingEvent, StepKey


def choose_document(*, actor: Actor, document_type: DocumentType, now: dt.datetime) -> None:
    """
    Set the document of the open case; choosing another one drops what the first one gave.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.DocumentOnlyAtCounter: if such a document cannot be checked online (B1)
    :raises errors.CaseMovedOn: if the case has been handed in
    """
    if refusal := documents.refusal_to_prove_online(document_type=document_type):
        raise refusal
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.DRAFT).update(
            document_type=document_type
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        if case.document_type == document_type:
            return
        if case.document_type:
            facts = online.STEP_OF[StepKey.DOCUMENT].undo
            operations.drop_facts(case=case, facts=facts, now=now)
            ProofingCase.objects.filter(pk=case.pk).update(document_type=document_type)
        audit.record(
            event=ProofingEvent.DOCUMENT_CHOSEN,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"document_type": document_type.value},
        )
