"""Reads: signing keys."""

import datetime as dt

from django.db.models import Q

from shiming.identity_provider import errors
from shiming.identity_provider.models import Client, SigningKey
from shiming.identity_provider.protocol import algorithms
from shiming.identity_provider.protocol.signatures import KeyRing, Signer
from shiming.identity_provider.types import Algorithm


def exists_key_made_since(algorithm: Algorithm, instant: dt.datetime) -> bool:
    """Tell whether a signing key was made after an instant and is not on its way out."""
    return SigningKey.objects.filter(
        algorithm=algorithm, created_at__gt=instant, published_until__isnull=True
    ).exists()


def exists_signing_key(algorithm: Algorithm) -> bool:
    """Tell whether a key of an algorithm signs, or is about to."""
    return SigningKey.objects.filter(algorithm=algorithm, published_until__isnull=True).exists()


def list_algorithms_in_use() -> list[Algorithm]:
    """Return the algorithms that clients are registered for, ES256 always among them."""
    rows = Client.objects.values_list("id_token_algorithm", "userinfo_algorithm").distinct()
    return sorted({Algorithm.ES256} | {Algorithm(name) for row in rows for name in row if name})


def get_key_ring(*, now: dt.datetime) -> KeyRing:
    """
    Return the keys of the moment: all that are published, and of each algorithm the newest signer.

    :raises errors.NoSigningKey: if none signs
    """
    rows = SigningKey.objects.filter(
        Q(published_until__isnull=True) | Q(published_until__gt=now)
    ).order_by("active_from", "pk")
    published = []
    signers: dict[Algorithm, Signer] = {}
    for row in rows:
        algorithm = Algorithm(row.algorithm)
        published.append(algorithms.public_half(row.private_key))
        if row.active_from <= now:
            signers[algorithm] = algorithms.signer_of(algorithm, row.private_key)
    if not signers:
        raise errors.NoSigningKey
    return KeyRing(signers, tuple(published))
