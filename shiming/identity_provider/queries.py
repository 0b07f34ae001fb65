"""Reads: clients, signing keys, consents."""

import datetime as dt

from django.db.models import Q
from joserfc.jwk import ECKey

from shiming.identity_provider import errors
from shiming.identity_provider.models import Client, SigningKey
from shiming.identity_provider.protocol.provider import KeyRing


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


def exists_key_made_since(instant: dt.datetime) -> bool:
    """Tell whether a signing key was made after an instant and is not on its way out."""
    return SigningKey.objects.filter(created_at__gt=instant, published_until__isnull=True).exists()


def get_key_ring(*, now: dt.datetime) -> KeyRing:
    """
    Return the keys of the moment: all that are published, and the newest that signs already.

    :raises errors.NoSigningKey: if none signs
    """
    published: list[ECKey] = []
    signing: ECKey | None = None
    rows = SigningKey.objects.filter(
        Q(published_until__isnull=True) | Q(published_until__gt=now)
    ).order_by("active_from", "pk")
    for row in rows:
        key = ECKey.import_key(row.private_key)
        published.append(key)
        if row.active_from <= now:
            signing = key
    if signing is None:
        raise errors.NoSigningKey
    return KeyRing(signing=signing, published=tuple(published))
