"""What a client says of itself, checked and made into columns."""

import dataclasses
import json
import urllib.parse
from collections.abc import Collection, Mapping

from shiming.identity_provider import errors, policies, ports
from shiming.identity_provider.protocol.registration import (
    ClientMetadata,
    InvalidClientMetadata,
    InvalidRedirectUri,
)
from shiming.identity_provider.types import Abilities, GrantType
from shiming.kernel.outside import FetchFault

OK = 200
MOST_KEYS = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was fetched for a registration: outside any transaction."""

    jwks: tuple[Mapping[str, object], ...]
    sector: str


def look_up(metadata: ClientMetadata, *, client_id: str) -> Looked:
    """
    Call what the client names, over the guarded way out.

    The host to which people come back vouches for its sector. Tokens for a device come back nowhere
    at all: who may have them knows people by names of its own, or it could name somebody's host.

    :raises InvalidClientMetadata: if an address may not be called, or does not say what it should
    """
    for address in metadata.addresses_of_ours_to_call:
        if not ports.fetcher().may_fetch(address):
            raise InvalidClientMetadata("an address is not https, or not one that may be called")
    sector = policies.sector_of(metadata.redirect_uris, own=client_id)
    if metadata.sector_identifier_uri:
        listed = _fetch(metadata.sector_identifier_uri)
        if not isinstance(listed, list) or not set(metadata.redirect_uris).issubset(
            one for one in listed if isinstance(one, str)
        ):
            raise InvalidClientMetadata("sector_identifier_uri does not list every redirect_uri")
        sector = urllib.parse.urlsplit(metadata.sector_identifier_uri).hostname or ""
    if GrantType.DEVICE_CODE in metadata.grant_types:
        sector = client_id
    jwks = read_keys(metadata.jwks_uri) if metadata.jwks_uri else metadata.jwks
    return Looked(jwks=jwks, sector=sector)


def read_keys(address: str) -> tuple[Mapping[str, object], ...]:
    """
    Read the public keys that a client publishes.

    :raises InvalidClientMetadata: if there are none to be had
    """
    content = _fetch(address)
    keys = content.get("keys") if isinstance(content, dict) else None
    if (
        not isinstance(keys, list)
        or not 0 < len(keys) <= MOST_KEYS
        or not all(isinstance(key, dict) for key in keys)
    ):
        raise InvalidClientMetadata("jwks_uri has no JSON Web Key Set")
    return tuple(keys)


def check(metadata: ClientMetadata, looked: Looked, *, scopes: Collection[str]) -> None:
    """
    Hold what the client says against the rules that hold for every client.

    :raises InvalidRedirectUri: if an address may not be redirected to
    :raises InvalidClientMetadata: if anything else is not to be had
    """
    if not frozenset(scopes).issuperset(metadata.scopes):
        raise InvalidClientMetadata("a scope is not covered by the initial access token")
    refusal = policies.refusal_to_register_client(
        client_id="dynamic",
        redirect_uris=metadata.redirect_uris,
        post_logout_redirect_uris=metadata.post_logout_redirect_uris,
        frontchannel_logout_uri=metadata.frontchannel_logout_uri,
        scopes=metadata.scopes,
        sector=looked.sector,
        abilities=abilities_of(metadata, looked),
        auth_method=metadata.auth_method,
    )
    if isinstance(refusal, errors.RedirectUriInvalid):
        raise InvalidRedirectUri("an address is not exact, or not https")
    if refusal is not None:
        raise InvalidClientMetadata(f"refused: {refusal.code}")


def abilities_of(metadata: ClientMetadata, looked: Looked) -> Abilities:
    """Return what the client may do as a machine."""
    return Abilities(
        grant_types=metadata.grant_types,
        jwks=looked.jwks,
        id_token_algorithm=metadata.id_token_algorithm,
        userinfo_algorithm=metadata.userinfo_algorithm,
    )


def columns_of(metadata: ClientMetadata, looked: Looked) -> dict[str, object]:
    """Return the columns of the client that its own words decide."""
    return {
        "name": metadata.name,
        "redirect_uris": list(metadata.redirect_uris),
        "post_logout_redirect_uris": list(metadata.post_logout_redirect_uris),
        "sector": looked.sector,
        "allowed_scopes": list(metadata.scopes),
        "auth_method": metadata.auth_method.value,
        "grant_types": [grant.value for grant in metadata.grant_types],
        "jwks": [dict(key) for key in looked.jwks],
        "backchannel_logout_uri": metadata.backchannel_logout_uri,
        "frontchannel_logout_uri": metadata.frontchannel_logout_uri,
        "id_token_algorithm": metadata.id_token_algorithm.value,
        "userinfo_algorithm": metadata.userinfo_algorithm.value
        if metadata.userinfo_algorithm
        else "",
        "needs_pushed_requests": metadata.needs_pushed_requests,
        "needs_signed_requests": metadata.needs_signed_requests,
    }


def _fetch(address: str) -> object:
    try:
        answer = ports.fetcher().fetch(address)
    except FetchFault as fault:
        raise InvalidClientMetadata("an address does not answer, or may not be called") from fault
    if answer.status != OK:
        raise InvalidClientMetadata("an address does not answer as it should")
    try:
        content: object = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise InvalidClientMetadata("an address does not answer with JSON") from error
    return content
