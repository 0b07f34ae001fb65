"""Use case: a client that registered itself describes itself anew (RFC 7592, section 2.2)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import ports, queries
from shiming.identity_provider.models import Client, ClientRegistration
from shiming.identity_provider.operations import registrations
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.errors import InvalidToken
from shiming.identity_provider.protocol.registration import (
    ClientMetadata,
    InvalidClientMetadata,
)
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor


def change_registration(
    *, client_id: str, token: str, metadata: ClientMetadata, actor: Actor, now: dt.datetime
) -> None:
    """
    Put another description in the place of the client's earlier one.

    :raises InvalidToken: if the client's token is not right
    :raises InvalidRedirectUri: if an address may not be redirected to
    :raises InvalidClientMetadata: if anything else is not to be had, or the way in which it proves
        itself would change: that is a new client
    """
    registration = queries.find_registration(
        client_id=client_id, token_hash=keyed_hash(ports.provider_settings().hash_key, token)
    )
    if registration is None:
        raise InvalidToken("the registration access token is not valid")
    if metadata.client_id != client_id:
        raise InvalidClientMetadata("client_id must be that of the registration")
    if metadata.auth_method != registration.client.auth_method:
        raise InvalidClientMetadata("token_endpoint_auth_method cannot be changed")
    looked = registrations.look_up(metadata, client_id=client_id)
    registrations.check(metadata, looked, scopes=registration.initial_token.scopes)
    with transaction.atomic(durable=True):
        Client.objects.filter(pk=registration.client_id).update(
            **registrations.columns_of(metadata, looked)
        )
        ClientRegistration.objects.filter(pk=registration.pk).update(
            metadata=metadata.as_json(),
            jwks_uri=metadata.jwks_uri,
            keys_read_at=now if metadata.jwks_uri else None,
        )
        audit.record(
            event=IdentityProviderEvent.CLIENT_CHANGED,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
        )
