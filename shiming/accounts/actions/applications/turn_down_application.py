"""Use case: an officer rejects an application, or returns it for correction (S01-9)."""

import datetime as dt
from typing import Literal

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models.applications import Application
from shiming.accounts.operations.applications import note_step, tell_applicant
from shiming.accounts.policies import applications as rules
from shiming.accounts.policies.desk import refusal_to_reason
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationId,
    ApplicationState,
)
from shiming.kernel.actor import Actor

Outcome = Literal[ApplicationState.REJECTED, ApplicationState.RETURNED]

_EVENT = {
    ApplicationState.REJECTED: ApplicationEvent.REJECTED,
    ApplicationState.RETURNED: ApplicationEvent.RETURNED,
}


def turn_down_application(
    *,
    application_id: ApplicationId,
    outcome: Outcome,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> None:
    """
    Reject it for good, or send it back to be corrected; the applicant is told why.

    :raises errors.MayNotManageAccounts: if the officer may not review
    :raises errors.ReasonUnfit: if the reason is none, or names somebody: it leaves by SMS
    :raises errors.ApplicationNotFound: if there is none
    :raises errors.ApplicationNotWaiting: if it is not under review any more
    :raises errors.NotTheReviewer: if another officer has it
    """
    waiting = queries.get_queued(application_id, viewer=officer)
    if refusal := rules.refusal_to_decide(
        officer=officer, state=waiting.state, reviewer_id=waiting.reviewer_id
    ) or refusal_to_reason(reason):
        raise refusal
    with transaction.atomic(durable=True):
        won = Application.objects.filter(
            pk=application_id,
            state=ApplicationState.UNDER_REVIEW,
            reviewer_id=officer.account_id,
        ).update(state=outcome, changed_at=now)
        if not won:
            raise errors.ApplicationNotWaiting
        note_step(
            application_id=application_id,
            state=outcome,
            event=_EVENT[outcome],
            actor=officer,
            note=reason.strip(),
            now=now,
        )
        tell_applicant(
            template=f"accounts/application_{outcome.value}",
            application=queries.facts_of(application_id),
            context={"number": waiting.number, "reason": reason.strip()},
            now=now,
        )
