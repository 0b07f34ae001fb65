"""Use case: an officer takes an application up, and alone sees and decides it from now on."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import errors, ports
from shiming.accounts import queries as accounts
from shiming.accounts.models.applications import Application
from shiming.accounts.operations.applications import note_step
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationId,
    ApplicationPermission,
    ApplicationState,
)
from shiming.kernel.actor import Actor


def take_up_application(*, application_id: ApplicationId, officer: Actor, now: dt.datetime) -> None:
    """
    Begin the review; of two officers at once one gets it.

    What another officer took up and left for a day may be taken over.

    :raises errors.MayNotManageAccounts: if the officer may not review
    :raises errors.OwnApplication: if it was filed with the officer's own mobile
    :raises errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.ApplicationNotFound: if there is none
    :raises errors.ApplicationNotWaiting: if somebody else has it, or it is decided
    """
    if refusal := rules.refusal_to_officer(officer, ApplicationPermission.REVIEW):
        raise refusal
    applicant = queries.facts_of(application_id).mobile
    if applicant in accounts.own_mobiles(officer):
        raise errors.OwnApplication
    if refusal := accounts.refusal_of_second(
        first=None, officer=officer, own=errors.OwnApplication()
    ):
        raise refusal
    left = Q(
        state=ApplicationState.UNDER_REVIEW, changed_at__lt=now - ports.policy().review_lifetime
    )
    with transaction.atomic(durable=True):
        won = Application.objects.filter(
            Q(state=ApplicationState.SUBMITTED) | left, pk=application_id
        ).update(
            state=ApplicationState.UNDER_REVIEW, reviewer_id=officer.account_id, changed_at=now
        )
        if not won:
            raise errors.ApplicationNotWaiting
        note_step(
            application_id=application_id,
            state=ApplicationState.UNDER_REVIEW,
            event=ApplicationEvent.TAKEN_UP,
            actor=officer,
            now=now,
        )
