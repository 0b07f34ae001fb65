"""Use case: a client that registered itself leaves (RFC 7592, section 2.3)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import ports, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.errors import InvalidToken
from shiming.identity_provider.types import ClientState, IdentityProviderEvent
from shiming.kernel.actor import Actor


def end_registration(*, client_id: str, token: str, actor: Actor, now: dt.datetime) -> None:
    """
    Stop serving the client: its tokens are worthless from here on, what it learned stays listed.

    :raises InvalidToken: if the client's token is not right
    """
    registration = queries.find_registration(
        client_id=client_id, token_hash=keyed_hash(ports.provider_settings().hash_key, token)
    )
    if registration is None:
        raise InvalidToken("the registration access token is not valid")
    with transaction.atomic(durable=True):
        Client.objects.filter(pk=registration.client_id).update(state=ClientState.SUSPENDED)
        audit.record(
            event=IdentityProviderEvent.CLIENT_LEFT,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
        )
