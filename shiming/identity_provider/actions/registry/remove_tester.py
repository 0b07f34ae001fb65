"""Use case: an account no longer tries a sandbox client out (E3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import AuthorizationCode, SandboxTester
from shiming.identity_provider.types import (
    ApplicationId,
    ClientEnvironment,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor


def remove_tester(
    *, application_id: ApplicationId, account_id: AccountId, officer: Actor, now: dt.datetime
) -> None:
    """
    Let an account use the sandbox client of an application no more; its tokens are over at once.

    :raises errors.ApplicationNotFound: if the officer may not see such an application
    :raises errors.MayNotDecide: if the officer does not decide applications
    :raises errors.OwnApplication: if the officer applied for it, by whatever account
    :raises errors.TesterNotFound: if the account is none of its testers
    """
    with transaction.atomic(durable=True):
        application = queries.get_application(application_id=application_id, viewer=officer)
        if refusal := policies.refusal_to_decide(application=application, officer=officer):
            raise refusal
        client = queries.client_of(application, ClientEnvironment.SANDBOX)
        removed, _ = SandboxTester.objects.filter(client=client, account_id=account_id).delete()
        if not removed:
            raise errors.TesterNotFound
        AuthorizationCode.objects.filter(
            client=client, account_id=account_id, revoked_at__isnull=True
        ).update(revoked_at=now)
        audit.record(
            event=IdentityProviderEvent.TESTER_REMOVED,
            actor=officer,
            subject=f"client:{client.client_id}",
            at=now,
            details={"account_id": str(account_id)},
        )
