"""Use case: a person tries again after a refusal, from the step that failed."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, operations, queries
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import cases
from shiming.proofing.types import CaseState, ProofingEvent


def resume_case(*, actor: Actor, now: dt.datetime) -> CaseState:
    """
    Open a refused case again where it failed; the tries of the day still count.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.CaseMovedOn: if it is not refused, or another try could not help
    """
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        resumption = cases.resumption_of(
            refused_step=case.refused_step, refusal_code=case.refusal_code
        )
        won = resumption is not None and ProofingCase.objects.filter(
            pk=case.pk, state=CaseState.REFUSED
        ).update(state=resumption.state, decided_at=None)
        if resumption is None or not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        operations.drop_facts(case=case, facts=resumption.drops, now=now)
        audit.record(
            event=ProofingEvent.RESUMED,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"from": case.refused_step, "to": resumption.state.value},
        )
    return resumption.state
