"""Reads: clients."""

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
