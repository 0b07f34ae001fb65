"""Use case: an integrator asks for other redirect addresses (E3)."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import AddressChange
from shiming.identity_provider.types import (
    AddressChangeState,
    ApplicationId,
    ClientEnvironment,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor


def request_addresses(
    *,
    application_id: ApplicationId,
    environment: ClientEnvironment,
    redirect_uris: Sequence[str],
    integrator: Actor,
    now: dt.datetime,
) -> None:
    """
    Ask for other addresses; those in force stay in force until an officer agrees.

    :raises errors.ApplicationNotFound: if the integrator has no such client
    :raises errors.RedirectUriInvalid: if an address may not be redirected to
    :raises errors.SectorUnclear: if the addresses have several hosts
    :raises errors.AddressChangePending: if others wait already
    """
    if refusal := policies.refusal_to_redirect(redirect_uris, is_wanted=True):
        raise refusal
    with transaction.atomic(durable=True):
        application = queries.get_own_application(application_id=application_id, viewer=integrator)
        client = queries.client_of(application, environment)
        try:
            with transaction.atomic():
                AddressChange.objects.create(
                    application=application,
                    client=client,
                    redirect_uris=list(redirect_uris),
                    state=AddressChangeState.PENDING,
                    requested_at=now,
                )
        except IntegrityError as error:
            raise errors.AddressChangePending from error
        audit.record(
            event=IdentityProviderEvent.ADDRESSES_REQUESTED,
            actor=integrator,
            subject=f"client:{client.client_id}",
            at=now,
            details={"count": len(redirect_uris)},
        )
