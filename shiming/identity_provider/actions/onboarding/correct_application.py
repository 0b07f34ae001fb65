"""Use case: an integrator corrects an application that was returned, and sends it again (E3)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import Application
from shiming.identity_provider.operations import applications
from shiming.identity_provider.types import (
    ApplicationEntry,
    ApplicationId,
    ApplicationState,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor


def correct_application(
    *,
    application_id: ApplicationId,
    entry: ApplicationEntry,
    accepted_duties: str,
    integrator: Actor,
    now: dt.datetime,
) -> None:
    """
    Put a corrected application in the place of the one that was returned.

    :raises errors.ApplicationNotFound: if the integrator has no such application
    :raises errors.ApplicationNotOpen: if it was not returned to be corrected
    :raises errors.IntegratorTooWeak: if who applies is not known at the level primary any more
    :raises DomainError: if what is said cannot stand; `operations.applications.check` lists why
    """
    if refusal := policies.refusal_to_apply(integrator=integrator, waiting=0):
        raise refusal
    applications.check(entry, accepted_duties=accepted_duties)
    with transaction.atomic(durable=True):
        queries.get_own_application(application_id=application_id, viewer=integrator)
        won = Application.objects.filter(pk=application_id, state=ApplicationState.RETURNED).update(
            state=ApplicationState.RESUBMITTED, **applications.columns_of(entry, now=now)
        )
        if not won:
            raise errors.ApplicationNotOpen
        audit.record(
            event=IdentityProviderEvent.APPLICATION_SUBMITTED,
            actor=integrator,
            subject=f"application:{application_id}",
            at=now,
            details={"is_correction": True},
        )
