"""Use case: an officer lets an account try a sandbox client out (E3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import SandboxTester
from shiming.identity_provider.types import (
    ApplicationId,
    ClientEnvironment,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor


def add_tester(
    *, application_id: ApplicationId, user_name: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Mark an account as one that tries out the sandbox client of an application.

    Officers alone do so: who could name accounts freely would learn which there are.

    :raises errors.ApplicationNotFound: if the officer may not see such an application
    :raises errors.MayNotDecide: if the officer does not decide applications
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.OwnApplication: if the officer applied for it, by whatever account
    :raises errors.TesterNotFound: if no account has this user name
    """
    with transaction.atomic(durable=True):
        application = queries.get_application(application_id=application_id, viewer=officer)
        if refusal := policies.refusal_to_decide(application=application, officer=officer):
            raise refusal
        if refusal := queries.refusal_of_applicant(application, officer=officer):
            raise refusal
        client = queries.client_of(application, ClientEnvironment.SANDBOX)
        account = accounts.account_with_user_name(user_name)
        if account is None:
            raise errors.TesterNotFound
        _, is_new = SandboxTester.objects.get_or_create(
            client=client, account_id=account.pk, defaults={"added_at": now}
        )
        if is_new:
            audit.record(
                event=IdentityProviderEvent.TESTER_ADDED,
                actor=officer,
                subject=f"client:{client.client_id}",
                at=now,
                details={"account_id": str(account.pk)},
            )
