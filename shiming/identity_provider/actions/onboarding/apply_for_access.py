"""Use case: an integrator applies for a system to be connected (E3, S19-7)."""

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


def apply_for_access(
    *, entry: ApplicationEntry, accepted_duties: str, integrator: Actor, now: dt.datetime
) -> ApplicationId:
    """
    Send an application, with the duties accepted: which version, when, and by whom is kept.

    :raises errors.IntegratorTooWeak: if who applies is not known at the level primary
    :raises errors.ApplicationsLimited: if too many applications of theirs wait
    :raises DomainError: if what is said cannot stand; `operations.applications.check` lists why
    """
    if integrator.account_id is None:
        raise errors.IntegratorTooWeak
    if refusal := policies.refusal_to_apply(integrator=integrator, waiting=0):
        raise refusal
    applications.check(entry, accepted_duties=accepted_duties)
    with transaction.atomic(durable=True):
        waiting = queries.count_waiting_applications(viewer=integrator)
        if refusal := policies.refusal_to_apply(integrator=integrator, waiting=waiting):
            raise refusal
        application = Application.objects.create(
            applicant_id=integrator.account_id,
            applicant_person_id=integrator.person_id,
            state=ApplicationState.SUBMITTED,
            created_at=now,
            **applications.columns_of(entry, now=now),
        )
        audit.record(
            event=IdentityProviderEvent.APPLICATION_SUBMITTED,
            actor=integrator,
            subject=f"application:{application.pk}",
            at=now,
            details={"duties": application.duties_version},
        )
    return ApplicationId(application.pk)
