"""Use case: an officer issues production credentials after the joint test (E3, S01-12)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import Application
from shiming.identity_provider.operations import onboarding
from shiming.identity_provider.types import (
    ApplicationId,
    ClientEnvironment,
    ClientKind,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def issue_production(*, application_id: ApplicationId, officer: Actor, now: dt.datetime) -> None:
    """
    Make the production client of an application whose joint test is passed in full.

    :raises errors.ApplicationNotFound: if the officer may not see such an application
    :raises errors.MayNotDecide: if the officer does not decide applications
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.OwnApplication: if the officer applied for it, by whatever account
    :raises errors.ClientSuspendedNow: if the client that was tested is suspended
    :raises errors.TrialsMissing: if a point of the joint test is not passed
    :raises errors.ProductionNotOpen: if there is nothing to issue, or somebody was quicker
    """
    with transaction.atomic(durable=True):
        application = queries.get_application(application_id=application_id, viewer=officer)
        sandbox = application.sandbox_client
        passed = queries.passed_trials(sandbox)
        if refusal := policies.refusal_to_issue(
            application=application, officer=officer, passed=passed
        ):
            raise refusal
        if refusal := queries.refusal_of_applicant(application, officer=officer):
            raise refusal
        if sandbox is None:
            raise errors.ProductionNotOpen
        client = onboarding.open_client(
            application,
            environment=ClientEnvironment.PRODUCTION,
            kind=ClientKind(sandbox.kind),
            now=now,
        )
        won = Application.objects.filter(pk=application_id, production_client__isnull=True).update(
            production_client=client
        )
        if not won:
            raise errors.ProductionNotOpen
        onboarding.enter_in_register(
            name=application.system_name,
            owner=application.unit,
            item_codes=application.item_codes,
            client=client,
            replaces=sandbox,
            now=now,
        )
        audit.record(
            event=IdentityProviderEvent.PRODUCTION_ISSUED,
            actor=officer,
            subject=f"application:{application_id}",
            at=now,
            details={"client_id": client.client_id},
        )
        messages.notify(
            template="identity_provider/production_issued",
            account_id=application.applicant_id,
            context={"system": application.system_name},
            now=now,
        )
