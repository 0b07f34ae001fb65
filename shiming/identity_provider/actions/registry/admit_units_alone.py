"""Use case: an officer opens a client to units that come by their password alone (S35-8, Q16)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor


def admit_units_alone(
    *, client_id: str, is_admitted: bool, officer: Actor, now: dt.datetime
) -> None:
    """
    Have a client take insurance-only units without anybody's second factor, or no longer.

    No client does of itself. Once it is closed, nothing that units were given there counts.

    :raises errors.MayNotManageSystems: if the officer does not keep the register
    :raises errors.ClientNotFound: if there is no such client
    :raises errors.OwnApplication: if it is to be opened, and the officer applied for it
    :raises errors.ClientStateChanged: if somebody did so meanwhile
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    with transaction.atomic(durable=True):
        client = queries.get_client(client_id)
        application = queries.find_application_of(client)
        if is_admitted and application is not None:
            refusal = policies.refusal_of_own(application=application, officer=officer)
            if refusal := refusal or queries.refusal_of_applicant(application, officer=officer):
                raise refusal
        won = Client.objects.filter(pk=client.pk, admits_units_alone=not is_admitted).update(
            admits_units_alone=is_admitted
        )
        if not won:
            raise errors.ClientStateChanged
        audit.record(
            event=IdentityProviderEvent.CLIENT_CHANGED,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
            details={"admits_units_alone": is_admitted},
        )
