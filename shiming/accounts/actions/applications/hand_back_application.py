"""Use case: an officer puts an application back into the queue, undecided."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models.applications import Application
from shiming.accounts.operations.applications import note_step
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationId,
    ApplicationState,
)
from shiming.kernel.actor import Actor


def hand_back_application(
    *, application_id: ApplicationId, officer: Actor, now: dt.datetime
) -> None:
    """
    Let others take up what this officer cannot decide.

    :raises errors.MayNotManageAccounts: if the officer may not review
    :raises errors.ApplicationNotFound: if there is none
    :raises errors.ApplicationNotWaiting: if it is not under review any more
    :raises errors.NotTheReviewer: if another officer has it
    """
    waiting = queries.get_queued(application_id, viewer=officer)
    if refusal := rules.refusal_to_decide(
        officer=officer, state=waiting.state, reviewer_id=waiting.reviewer_id
    ):
        raise refusal
    with transaction.atomic(durable=True):
        won = Application.objects.filter(
            pk=application_id,
            state=ApplicationState.UNDER_REVIEW,
            reviewer_id=officer.account_id,
        ).update(state=ApplicationState.SUBMITTED, reviewer_id=None, changed_at=now)
        if not won:
            raise errors.ApplicationNotWaiting
        note_step(
            application_id=application_id,
            state=ApplicationState.SUBMITTED,
            event=ApplicationEvent.HANDED_BACK,
            actor=officer,
            now=now,
        )
