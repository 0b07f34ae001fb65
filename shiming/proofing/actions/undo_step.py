"""Use case: a person goes back and takes back what a step gathered."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, operations, queries
from shiming.proofing.journeys import online
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import CaseState, ProofingEvent, StepKey


def undo_step(*, actor: Actor, step: StepKey, now: dt.datetime) -> None:
    """
    Drop what a step and those that build on it gathered; the step is then open again.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.StepCannotBeUndone: if it has left the house, or was never done
    """
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        state = queries.journey_state(case=case)
        undone = online.STEP_OF[step]
        if not online.may_undo(step=undone, state=state):
            raise errors.StepCannotBeUndone(step=step.value)
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.DRAFT).update(
            form_confirmed_at=None
        )
        if not won:
            raise errors.StepCannotBeUndone(step=step.value)
        operations.drop_facts(case=case, facts=undone.undo, now=now)
        audit.record(
            event=ProofingEvent.STEP_UNDONE,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"step": step.value},
        )
