"""Use case: the authority registers a business system."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, ports, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.operations import onboarding, signing_keys
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.protocol.welcome import PROVEN_BY
from shiming.identity_provider.types import (
    NOT_LAUNCHED,
    PUBLIC_SECTOR,
    Abilities,
    Algorithm,
    AuthMethod,
    ClientKind,
    ClientPk,
    IdentityProviderEvent,
    Launch,
    Scope,
)
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.levels import Level

USUAL = Abilities()
WITH_SECRET = frozenset({AuthMethod.BASIC, AuthMethod.POST})


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
    redirect_uris: Sequence[str] = (),
    post_logout_redirect_uris: Sequence[str] = (),
    auth_method: AuthMethod = AuthMethod.BASIC,
    allowed_scopes: Sequence[str] = (Scope.OPENID, Scope.PROFILE),
    min_level: Level = Level.REGISTERED,
    min_unit_level: Level | None = None,
    sector: str = "",
    abilities: Abilities = USUAL,
    backchannel_logout_uri: str = "",
    frontchannel_logout_uri: str = "",
    owner: str = "",
    is_public_subject: bool = False,
    launch: Launch = NOT_LAUNCHED,
    sign_in_methods: Sequence[str] = (),
    acting_kinds: Sequence[ActingKind] = (),
    actor: Actor,
    now: dt.datetime,
) -> RegisteredClient:
    """
    Register a client and make its secret, which is shown this once.

    Unless it is said, `min_level` holds for legal persons too.

    :raises errors.ClientIdInvalid: if the identifier holds other characters than allowed
    :raises errors.ClientIdTaken: if another client has it
    :raises errors.RedirectUriInvalid: if there is no address, or one may not be redirected to
    :raises errors.SignOutUriInvalid: if a sign-out address may not be called, or is not theirs
    :raises errors.SectorUnclear: if the addresses have several hosts and no sector is named
    :raises errors.ScopeUnknown: if a scope is none of ours, or openid is missing
    :raises errors.GrantTypesInvalid: if the ways to a token do not fit together
    :raises errors.KeysInvalid: if what the client proves itself with is missing or weak
    :raises errors.ResourceInvalid: if a resource is no absolute address
    :raises errors.SignInMethodUnknown: if a way in cannot be told from a session
    """
    sector = _sector(sector, redirect_uris, client_id, is_public_subject=is_public_subject)
    if refusal := policies.refusal_to_register_client(
        client_id=client_id,
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=post_logout_redirect_uris,
        frontchannel_logout_uri=frontchannel_logout_uri,
        scopes=allowed_scopes,
        sector=sector,
        abilities=abilities,
        auth_method=auth_method,
    ):
        raise refusal
    if backchannel_logout_uri and not ports.fetcher().may_fetch(backchannel_logout_uri):
        raise errors.SignOutUriInvalid
    if refusal := policies.refusal_to_launch(launch=launch, redirect_uris=redirect_uris):
        raise refusal
    if not PROVEN_BY.keys() >= frozenset(sign_in_methods):
        raise errors.SignInMethodUnknown

    secret = new_secret() if auth_method in WITH_SECRET else None
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
                    min_unit_level=min_level if min_unit_level is None else min_unit_level,
                    created_at=now,
                    grant_types=list(abilities.grant_types),
                    jwks=[dict(key) for key in abilities.jwks],
                    certificate=abilities.certificate,
                    resources=list(abilities.resources),
                    serves=list(abilities.serves),
                    access_token_format=abilities.access_token_format,
                    id_token_algorithm=abilities.id_token_algorithm,
                    userinfo_algorithm=abilities.userinfo_algorithm or "",
                    needs_dpop=abilities.needs_dpop,
                    secret_made_at=now if secret else None,
                    secret_expires_at=now + ports.secret_policy().lives_for if secret else None,
                    sign_in_methods=list(sign_in_methods),
                    acting_kinds=[one.value for one in acting_kinds],
                    home_uri=launch.home_uri,
                    initiate_login_uri=launch.initiate_login_uri,
                    tile_text=launch.tile_text,
                    portals=list(launch.portals),
                )
        except IntegrityError as error:
            # Somebody else registered the same identifier between the look and the insert.
            raise errors.ClientIdTaken from error
        _make_missing_keys(abilities, now)
        if redirect_uris:
            onboarding.enter_in_register(
                name=name, owner=owner, item_codes=[], client=client, now=now
            )
        audit.record(
            event=IdentityProviderEvent.CLIENT_REGISTERED,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
            details={"kind": kind.value, "auth_method": auth_method.value, "sector": sector},
        )

    return RegisteredClient(id=ClientPk(client.pk), client_id=client_id, client_secret=secret)


def _sector(
    sector: str, redirect_uris: Sequence[str], client_id: str, *, is_public_subject: bool
) -> str:
    if is_public_subject:
        # One sector for all who know people by the same name.
        return PUBLIC_SECTOR
    if sector == PUBLIC_SECTOR:
        raise errors.SectorUnclear
    # Nobody shares the names of people with a machine that has no address.
    found = sector or policies.sector_of(redirect_uris, own=client_id)
    return found or ("" if redirect_uris else client_id)


def _make_missing_keys(abilities: Abilities, now: dt.datetime) -> None:
    """Make the first key of an algorithm that no client had before; it signs at once."""
    for algorithm in (abilities.id_token_algorithm, abilities.userinfo_algorithm):
        # The first key of ES256 is made when the platform starts.
        if algorithm is None or algorithm is Algorithm.ES256:
            continue
        if not queries.exists_signing_key(algorithm):
            signing_keys.add_signing_key(algorithm=algorithm, active_from=now, now=now)
