"""Use case: an officer ends the unified mode of a client: nothing is written to it any more."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import Provisioning
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor


def end_provisioning(*, provisioning_id: uuid.UUID, officer: Actor, now: dt.datetime) -> None:
    """
    Let the client keep its users itself; those it has stay as they are, and the token is forgotten.

    :raises errors.MayNotManageProvisioning: if the officer may not
    :raises errors.ProvisioningNotFound: if the client is not unified
    """
    if refusal := policies.refusal_to_provision(officer=officer):
        raise refusal
    with transaction.atomic(durable=True):
        living = Provisioning.objects.filter(pk=provisioning_id, ended_at__isnull=True)
        client_id = living.values_list("client__client_id", flat=True).first()
        if client_id is None or not living.update(ended_at=now, token=""):
            raise errors.ProvisioningNotFound
        audit.record(
            event=IdentityProviderEvent.PROVISIONING_ENDED,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
        )
