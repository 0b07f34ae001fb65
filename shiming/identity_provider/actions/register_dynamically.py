"""Use case: a client registers itself, by the authority's leave (RFC 7591)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F

from shiming.audit import operations as audit
from shiming.identity_provider import ports, queries
from shiming.identity_provider.models import Client, ClientRegistration, InitialAccessToken
from shiming.identity_provider.operations import onboarding, registrations
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.errors import InvalidToken
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.protocol.registration import ClientMetadata
from shiming.identity_provider.types import AuthMethod, ClientKind, IdentityProviderEvent
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level

WITH_SECRET = frozenset({AuthMethod.BASIC, AuthMethod.POST})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SelfRegisteredClient:
    """What the client is told, once: only hashes are kept."""

    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    registration_token: str = dataclasses.field(repr=False)
    secret_expires_at: dt.datetime | None
    metadata: ClientMetadata


def register_dynamically(
    *, initial_token: str, metadata: ClientMetadata, actor: Actor, now: dt.datetime
) -> SelfRegisteredClient:
    """
    Register a client as it describes itself; people are asked for consent to it, whatever it says.

    What it names is called before the transaction begins.

    :raises InvalidToken: if the leave to register is unknown, over or used up
    :raises InvalidRedirectUri: if an address may not be redirected to
    :raises InvalidClientMetadata: if anything else is not to be had
    """
    hash_key = ports.provider_settings().hash_key
    leave = queries.find_initial_token(keyed_hash(hash_key, initial_token), now=now)
    if leave is None:
        raise InvalidToken("the initial access token is not valid")
    client_id = f"dyn-{uuid.uuid4().hex}"
    looked = registrations.look_up(metadata, client_id=client_id)
    registrations.check(metadata, looked, scopes=leave.scopes)

    secret = new_secret() if metadata.auth_method in WITH_SECRET else ""
    secret_expires_at = now + ports.secret_policy().lives_for if secret else None
    registration_token = new_secret()
    with transaction.atomic(durable=True):
        won = InitialAccessToken.objects.filter(pk=leave.pk, uses_left__gt=0).update(
            uses_left=F("uses_left") - 1
        )
        if not won:
            raise InvalidToken("the initial access token is not valid")
        client = Client.objects.create(
            client_id=client_id,
            kind=ClientKind.OTHER,
            secret_hash=keyed_hash(hash_key, secret) if secret else "",
            min_level=Level.REGISTERED,
            created_at=now,
            secret_made_at=now if secret else None,
            secret_expires_at=secret_expires_at,
            **registrations.columns_of(metadata, looked),
        )
        ClientRegistration.objects.create(
            client=client,
            initial_token=leave,
            token_hash=keyed_hash(hash_key, registration_token),
            metadata=metadata.as_json(),
            jwks_uri=metadata.jwks_uri,
            created_at=now,
            keys_read_at=now if metadata.jwks_uri else None,
        )
        onboarding.enter_in_register(
            name=client.name, owner=leave.name, item_codes=[], client=client, now=now
        )
        audit.record(
            event=IdentityProviderEvent.CLIENT_REGISTERED,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
            details={"kind": ClientKind.OTHER.value, "initial_token": str(leave.pk)},
        )
    return SelfRegisteredClient(
        client_id=client_id,
        client_secret=secret,
        registration_token=registration_token,
        secret_expires_at=secret_expires_at,
        metadata=metadata,
    )
