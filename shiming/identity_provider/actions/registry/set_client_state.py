"""Use case: an officer suspends a client at once, or lets it go on (E3)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientState, IdentityProviderEvent
from shiming.kernel.actor import Actor


def set_client_state(
    *, client_id: str, state: ClientState, reason: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Suspend a client or resume it; its next step is refused, wherever it stands in a flow.

    :raises errors.MayNotManageSystems: if the officer does not keep the register
    :raises errors.ClientNotFound: if there is no such client
    :raises errors.OwnApplication: if it is to go on, and the officer applied for it
    :raises errors.ReasonMissing: if it is suspended, and nobody says why
    :raises errors.ClientStateChanged: if somebody did so meanwhile
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    is_suspended = state is ClientState.SUSPENDED
    if is_suspended and not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic(durable=True):
        client = queries.get_client(client_id)
        application = queries.find_application_of(client)
        # Whoever made a client may stop it, and does not decide that it goes on.
        if not is_suspended and application is not None:
            refusal = policies.refusal_of_own(application=application, officer=officer)
            if refusal := refusal or queries.refusal_of_applicant(application, officer=officer):
                raise refusal
        won = (
            Client.objects.filter(pk=client.pk)
            .exclude(state=state)
            .update(state=state, state_reason=reason.strip())
        )
        if not won:
            raise errors.ClientStateChanged
        audit.record(
            event=IdentityProviderEvent.CLIENT_SUSPENDED
            if is_suspended
            else IdentityProviderEvent.CLIENT_RESUMED,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
        )
