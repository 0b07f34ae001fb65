"""Small writes: signing keys."""

import datetime as dt

from shiming.identity_provider.models import SigningKey
from shiming.identity_provider.protocol import algorithms
from shiming.identity_provider.types import Algorithm


def add_signing_key(*, algorithm: Algorithm, active_from: dt.datetime, now: dt.datetime) -> str:
    """Make a key and return its `kid`; it is published from now on and signs from then on."""
    key = algorithms.generate(algorithm)
    kid = str(key["kid"])
    SigningKey.objects.create(
        kid=kid,
        private_key=key,
        algorithm=algorithm,
        active_from=active_from,
        created_at=now,
    )
    return kid
