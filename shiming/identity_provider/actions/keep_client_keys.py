"""Use case: the keys that a client publishes are read again."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from shiming.identity_provider.models import Client, ClientRegistration


def keep_client_keys(
    *,
    registration_id: uuid.UUID,
    jwks: Sequence[Mapping[str, object]] | None,
    now: dt.datetime,
) -> None:
    """
    Note the keys that were read; with None, that they were not to be had, and the old ones stay.

    No audit record: the client changes its own keys, and says so where it publishes them.
    """
    with transaction.atomic(durable=True):
        registration = ClientRegistration.objects.filter(pk=registration_id).first()
        if registration is None:
            return
        ClientRegistration.objects.filter(pk=registration_id).update(keys_read_at=now)
        if jwks is not None:
            Client.objects.filter(pk=registration.client_id).update(
                jwks=[dict(key) for key in jwks]
            )
