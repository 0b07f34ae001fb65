"""Reads: clients."""

import uuid

from shiming.identity_provider import errors
from shiming.identity_provider.models import Client


def get_client(client_id: str) -> Client:
    """
    Return a client by its public identifier, whatever its state.

    :raises errors.ClientNotFound: if there is none
    """
    client = Client.objects.filter(client_id=client_id).first()
    if client is None:
        raise errors.ClientNotFound
    return client


def exists_client(client_id: str) -> bool:
    """Tell whether a client has this identifier."""
    return Client.objects.filter(client_id=client_id).exists()


def admits_units_alone(client_pk: uuid.UUID) -> bool:
    """Tell whether a client takes units that come by their password alone (S35-8)."""
    return Client.objects.filter(pk=client_pk, admits_units_alone=True).exists()
