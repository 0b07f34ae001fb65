"""Use case: the authority registers where an old client of its own lives (CAS)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, queries
from shiming.identity_provider.models import CasService
from shiming.identity_provider.types import ClientKind, IdentityProviderEvent
from shiming.kernel.actor import Actor


def register_cas_service(*, client_id: str, address: str, actor: Actor, now: dt.datetime) -> None:
    """
    Register an address, and all below it, as a CAS service of a client.

    Only for systems of the government: the old protocol has no place for consent.

    :raises errors.ClientNotFound: if there is no such client
    :raises errors.CasForGovernmentOnly: if the client is not the government's
    :raises errors.RedirectUriInvalid: if no ticket may be sent to the address
    :raises errors.CasServiceTaken: if it is registered already
    """
    client = queries.get_client(client_id)
    if client.kind != ClientKind.GOVERNMENTAL:
        raise errors.CasForGovernmentOnly
    place = policies.cas_place_of(address)
    if place is None:
        raise errors.RedirectUriInvalid
    origin, path = place
    with transaction.atomic(durable=True):
        if queries.exists_cas_service(origin=origin, path=path):
            raise errors.CasServiceTaken
        CasService.objects.create(client=client, origin=origin, path=path)
        audit.record(
            event=IdentityProviderEvent.CAS_SERVICE_REGISTERED,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
            details={"service": f"{origin}{path}"},
        )
