"""Use case: an officer makes a client unified, and everybody it is to keep is delivered."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors as directory_errors
from shiming.directory import queries as directory
from shiming.directory.types import EVERYWHERE, Reach
from shiming.identity_provider import errors, policies, ports, queries
from shiming.identity_provider.models import Provisioning
from shiming.identity_provider.operations.provisioning import FILL
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor


def start_provisioning(
    *,
    client_id: str,
    address: str,
    token: str,
    organisation_code: str,
    officer: Actor,
    now: dt.datetime,
) -> uuid.UUID:
    """
    Keep the users of a client from now on, all of them or those of a part of the tree.

    Those who are there already follow in the background (`fill_provisioning`).

    :raises errors.MayNotManageProvisioning: if the officer may not
    :raises errors.ClientNotFound: if there is no such client
    :raises errors.ProvisioningAddressInvalid: if the address may not be called
    :raises errors.ProvisioningTokenInvalid: if the token cannot stand in a header
    :raises directory.errors.OrganisationUnknown: if there is no such organisation
    :raises errors.ProvisioningTwice: if the client is unified already
    """
    if refusal := policies.refusal_to_provision(officer=officer):
        raise refusal
    if refusal := policies.refusal_to_token(token):
        raise refusal
    client = queries.get_client(client_id)
    address = address.rstrip("/")
    if "?" in address or not ports.fetcher().may_fetch(address):
        raise errors.ProvisioningAddressInvalid
    place = None
    if organisation_code:
        place = directory.find_organisation(organisation_code, reach=EVERYWHERE)
        if place is None:
            raise directory_errors.OrganisationUnknown
    known = directory.count_staff(reach=Reach(path=place.path) if place else EVERYWHERE)
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                started = Provisioning.objects.create(
                    client=client,
                    address=address,
                    token=token,
                    organisation_id=place.id if place else None,
                    is_filling=True,
                    fill_total=known,
                    started_at=now,
                )
        except IntegrityError as error:
            raise errors.ProvisioningTwice from error
        jobs.start(kind=FILL, subject=str(started.pk), now=now)
        audit.record(
            event=IdentityProviderEvent.PROVISIONING_STARTED,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
            details={"organisation": organisation_code or None, "users": known},
        )
    return started.pk
