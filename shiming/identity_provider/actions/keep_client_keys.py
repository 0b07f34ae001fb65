"""Use case: the keys that a client publishes are read again."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from shiming.identity_provider.models import Client, ClientRegistration


def keep_client_keys(
    *,
    registration_id: uuid.UUID,
    jwks_uri: str,
    jwks: Sequence[Mapping[str, object]] | None,
    now: dt.datetime,
) -> None:
    """
    Note the keys that were read; with None, that they were not to be had, and the old ones stay.

    A client that publishes them elsewhere by now is passed over: it had its reasons.

    No audit record: the client changes its own keys, and says so where it publishes them.
    """
    with transaction.atomic(durable=True):
        registration = ClientRegistration.objects.filter(pk=registration_id, jwks_uri=jwks_uri)
        if registration.update(keys_read_at=now) and jwks is not None:
            Client.objects.filter(pk__in=registration.values("client_id")).update(
                jwks=[dict(key) for key in jwks]
            )
