"""Use case: an integrator accepts the duties anew after they have changed (S19-7)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.models import Application
from shiming.identity_provider.types import (
    ApplicationId,
    ApplicationState,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor


def accept_new_duties(
    *, application_id: ApplicationId, accepted: str, integrator: Actor, now: dt.datetime
) -> None:
    """
    Keep that the unit accepts the duties in force for a system that is connected already.

    :raises errors.DutiesChanged: if other duties are in force than those that were on the page
    :raises errors.ApplicationNotFound: if it is not the integrator's, or stands under them already
    """
    version = current_duties().version
    if accepted != version:
        raise errors.DutiesChanged
    with transaction.atomic(durable=True):
        won = (
            Application.objects.filter(
                pk=application_id,
                applicant_id=integrator.account_id,
                state=ApplicationState.APPROVED,
            )
            .exclude(duties_version=version)
            .update(duties_version=version, duties_accepted_at=now)
        )
        if not won or integrator.account_id is None:
            raise errors.ApplicationNotFound
        audit.record(
            event=IdentityProviderEvent.DUTIES_ACCEPTED,
            actor=integrator,
            subject=f"application:{application_id}",
            at=now,
            details={"duties": version},
        )
