"""Use case: a person agrees and hands the case in; the register is asked."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.proofing import errors, operations, queries
from shiming.proofing.journeys import online
from shiming.proofing.models import ConsentGiven, ProofingCase
from shiming.proofing.types import CaseState, ConsentKind, ProofingEvent, StepKey, TryKind

ASK_REGISTER = "proofing.ask_register"
# With delays that double up to an hour this is more than a month of waiting for a register.
MAX_ATTEMPTS = 1000


def submit_case(*, actor: Actor, agreed_to: Collection[uuid.UUID], now: dt.datetime) -> None:
    """
    Keep the consents, use up one try of the day, and have the register asked.

    `agreed_to` are the versions that the page showed and the person ticked. The face is agreed to
    apart and may be left out: the register is asked all the same.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.StepNotReachable: if an earlier step is missing
    :raises errors.ConsentMissing: if the processing of the data was not agreed to
    :raises errors.ConsentOutdated: if a newer text has come into force since the page was shown
    :raises errors.DailyLimitReached: if there is no try left today
    :raises errors.CaseMovedOn: if it has been handed in already
    """
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        state = queries.journey_state(case=case)
        if not online.STEP_OF[StepKey.CONSENT].is_reachable(state):
            if state.case is not CaseState.DRAFT:
                raise errors.CaseMovedOn(case_id=case.pk)
            raise errors.StepNotReachable(step=online.furthest_step(state).key.value)
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.DRAFT).update(
            state=CaseState.SUBMITTED,
            submitted_at=now,
            decided_at=None,
            refused_step="",
            refusal_code="",
            refusal_detail="",
            register_outcome="",
            register_answered_at=None,
            has_waited=False,
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        _keep_consents(case=case, agreed_to=agreed_to, actor=actor, now=now)
        operations.take_try(
            account_id=case.account_id,
            number=parse_document_number(DocumentType(case.document_type), case.entered["number"]),
            kind=TryKind.REGISTER,
            now=now,
        )
        jobs.start(kind=ASK_REGISTER, subject=str(case.pk), now=now, max_attempts=MAX_ATTEMPTS)
        audit.record(event=ProofingEvent.SUBMITTED, actor=actor, subject=f"case:{case.pk}", at=now)


def _keep_consents(
    *, case: ProofingCase, agreed_to: Collection[uuid.UUID], actor: Actor, now: dt.datetime
) -> None:
    texts = {kind: queries.get_consent_text(kind=kind, now=now) for kind in ConsentKind}
    if set(agreed_to) - {text.pk for text in texts.values()}:
        raise errors.ConsentOutdated
    if texts[ConsentKind.DATA_PROCESSING].pk not in agreed_to:
        raise errors.ConsentMissing
    # Agreed to once more after a refusal: the earlier consent has served its purpose.
    ConsentGiven.objects.filter(case=case, withdrawn_at__isnull=True).update(withdrawn_at=now)
    for kind, text in texts.items():
        if text.pk in agreed_to:
            ConsentGiven.objects.create(case=case, text=text, given_at=now)
            audit.record(
                event=ProofingEvent.CONSENT_GIVEN,
                actor=actor,
                subject=f"case:{case.pk}",
                at=now,
                details={"kind": kind.value, "version": text.version},
            )
