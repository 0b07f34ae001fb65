"""Use case: the authority registers a business system."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, ports, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.types import (
    AuthMethod,
    ClientKind,
    ClientPk,
    IdentityProviderEvent,
    Scope,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClient:
    """What an interface may show, once: only the hash of the secret is kept."""

    id: ClientPk
    client_id: str
    client_secret: str | None = dataclasses.field(repr=False)


def register_client(
    *,
    client_id: str,
    name: str,
    kind: ClientKind,
    redirect_uris: Sequence[str],
    post_logout_redirect_uris: Sequence[str] = (),
    auth_method: AuthMethod = AuthMethod.BASIC,
    allowed_scopes: Sequence[str] = (Scope.OPENID, Scope.PROFILE),
    min_level: Level = Level.REGISTERED,
    sector: str = "",
    backchannel_logout_uri: str = "",
    frontchannel_logout_uri: str = "",
    actor: Actor,
    now: dt.datetime,
) -> RegisteredClient:
    """
    Register a client and make its secret, which is shown this once.

    :raises errors.ClientIdInvalid: if the identifier holds other characters than allowed
    :raises errors.ClientIdTaken: if another client has it
    :raises errors.RedirectUriInvalid: if there is no address, or one may not be redirected to
    :raises errors.SignOutUriInvalid: if a sign-out address may not be called, or is not theirs
    :raises errors.SectorUnclear: if the addresses have several hosts and no sector is named
    :raises errors.ScopeUnknown: if a scope is none of ours, or openid is missing
    """
    sector = sector or policies.sector_of(redirect_uris)
    if refusal := policies.refusal_to_register_client(
        client_id=client_id,
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=post_logout_redirect_uris,
        frontchannel_logout_uri=frontchannel_logout_uri,
        scopes=allowed_scopes,
        sector=sector,
    ):
        raise refusal
    if backchannel_logout_uri and not ports.fetcher().may_fetch(backchannel_logout_uri):
        raise errors.SignOutUriInvalid

    secret = None if auth_method is AuthMethod.NONE else new_secret()
    secret_hash = keyed_hash(ports.provider_settings().hash_key, secret) if secret else ""
    with transaction.atomic(durable=True):
        if queries.exists_client(client_id):
            raise errors.ClientIdTaken
        try:
            with transaction.atomic():
                client = Client.objects.create(
                    client_id=client_id,
                    name=name,
                    kind=kind,
                    redirect_uris=list(redirect_uris),
                    post_logout_redirect_uris=list(post_logout_redirect_uris),
                    backchannel_logout_uri=backchannel_logout_uri,
                    frontchannel_logout_uri=frontchannel_logout_uri,
                    sector=sector,
                    auth_method=auth_method,
                    secret_hash=secret_hash,
                    allowed_scopes=list(allowed_scopes),
                    min_level=min_level,
                    created_at=now,
                )
        except IntegrityError as error:
            # Somebody else registered the same identifier between the look and the insert.
            raise errors.ClientIdTaken from error
        audit.record(
            event=IdentityProviderEvent.CLIENT_REGISTERED,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
            details={"kind": kind.value, "auth_method": auth_method.value, "sector": sector},
        )

    return RegisteredClient(id=ClientPk(client.pk), client_id=client_id, client_secret=secret)
