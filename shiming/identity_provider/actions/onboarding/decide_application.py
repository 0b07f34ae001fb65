"""Use case: an officer approves, returns or refuses an application (E3)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import Application
from shiming.identity_provider.operations import onboarding
from shiming.identity_provider.types import (
    ApplicationId,
    ApplicationState,
    ClientEnvironment,
    ClientKind,
    Decision,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages

_STATE_OF = {
    Decision.APPROVE: ApplicationState.APPROVED,
    Decision.RETURN: ApplicationState.RETURNED,
    Decision.REFUSE: ApplicationState.REFUSED,
}
_TOLD_BY = {
    Decision.APPROVE: "identity_provider/application_approved",
    Decision.RETURN: "identity_provider/application_returned",
    Decision.REFUSE: "identity_provider/application_refused",
}


def decide_application(
    *,
    application_id: ApplicationId,
    decision: Decision,
    kind: ClientKind = ClientKind.OTHER,
    reason: str = "",
    submitted_at: dt.datetime,
    officer: Actor,
    now: dt.datetime,
) -> None:
    """
    Decide an application as it was sent at `submitted_at`; an approval makes its sandbox client.

    :raises errors.ApplicationNotFound: if the officer may not see such an application
    :raises errors.MayNotDecide: if the officer does not decide applications
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.OwnApplication: if the officer applied for it, by whatever account
    :raises errors.ReasonMissing: if it is not approved, and nobody says why
    :raises errors.ApplicationNotOpen: if somebody decided it meanwhile, or sent it anew
    """
    if decision is not Decision.APPROVE and not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic(durable=True):
        application = queries.get_application(application_id=application_id, viewer=officer)
        if refusal := policies.refusal_to_decide(application=application, officer=officer):
            raise refusal
        if refusal := queries.refusal_of_applicant(application, officer=officer):
            raise refusal
        # Compare-and-set, on what the officer has read and not only on its state.
        won = Application.objects.filter(
            pk=application_id, state__in=policies.OPEN, submitted_at=submitted_at
        ).update(
            state=_STATE_OF[decision],
            reason=reason.strip(),
            decided_by=officer.account_id,
            decided_at=now,
        )
        if not won:
            raise errors.ApplicationNotOpen
        if decision is Decision.APPROVE:
            client = onboarding.open_client(
                application, environment=ClientEnvironment.SANDBOX, kind=kind, now=now
            )
            Application.objects.filter(pk=application_id).update(sandbox_client=client)
            onboarding.enter_in_register(
                name=application.system_name,
                owner=application.unit,
                item_codes=application.item_codes,
                client=client,
                now=now,
            )
        audit.record(
            event=IdentityProviderEvent.APPLICATION_DECIDED,
            actor=officer,
            subject=f"application:{application_id}",
            at=now,
            details={"decision": decision.value, "kind": kind.value},
        )
        messages.notify(
            template=_TOLD_BY[decision],
            account_id=application.applicant_id,
            context={"system": application.system_name},
            now=now,
        )
