"""
Access tokens: opaque, or signed as RFC 9068 says; stored as hashes and found by them alike.

So a JSON Web Token can be revoked, introspected and shown to our own endpoints like any other, and
nothing here ever has to trust what stands in one.
"""

import dataclasses
import datetime as dt
import json

from shiming.identity_provider.protocol import confirmations, digests
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import ClientRecord, Grant, NewToken
from shiming.identity_provider.types import TokenFormat

TYPE = "at+jwt"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token as its holder gets it, and as it is kept."""

    text: str = dataclasses.field(repr=False)
    stored: NewToken
    seconds: int
    kind: str


def issue(
    provider: Provider,
    *,
    client: ClientRecord,
    grant: Grant | None,
    scopes: tuple[str, ...],
    audience: tuple[str, ...],
    confirmation: str,
    actors: str = "",
    until: dt.datetime | None = None,
    now: dt.datetime,
) -> AccessToken:
    """Make an access token of the client's format; `until` may shorten its life."""
    expires_at = now + provider.terms.access_token
    if until is not None:
        expires_at = min(expires_at, until)
    text = provider.new_secret()
    if client.access_token_format is TokenFormat.JWT:
        text = provider.keys.sign(
            algorithm=client.id_token_algorithm,
            kind=TYPE,
            content=_content(
                provider,
                client=client,
                grant=grant,
                identifier=text,
                scopes=scopes,
                audience=audience,
                confirmation=confirmation,
                actors=actors,
                expires_at=expires_at,
                now=now,
            ),
        )
    return AccessToken(
        text=text,
        stored=NewToken(
            token_hash=digests.keyed_hash(provider.hash_key, text),
            expires_at=expires_at,
            scopes=scopes,
            audience=audience,
            confirmation=confirmation,
            actors=actors,
        ),
        seconds=int((expires_at - now).total_seconds()),
        kind=confirmations.token_type(confirmation),
    )


def subject(provider: Provider, *, grant: Grant | None, client_id: str, sector: str) -> str:
    """Return whom a token is about: the person by the name for the client, or the client itself."""
    if grant is None:
        return client_id
    return digests.pairwise_subject(
        salt=provider.pairwise_salt, sector=sector, account_id=grant.account_id
    )


def _content(
    provider: Provider,
    *,
    client: ClientRecord,
    grant: Grant | None,
    identifier: str,
    scopes: tuple[str, ...],
    audience: tuple[str, ...],
    confirmation: str,
    actors: str,
    expires_at: dt.datetime,
    now: dt.datetime,
) -> dict[str, object]:
    """Return the claims of RFC 9068, section 2.2."""
    content: dict[str, object] = {
        "iss": provider.issuer,
        "sub": subject(provider, grant=grant, client_id=client.client_id, sector=client.sector),
        "aud": _one_or_several(audience or (provider.issuer,)),
        "client_id": client.client_id,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "jti": identifier,
    }
    if scopes:
        content["scope"] = " ".join(scopes)
    if grant is not None:
        content |= {
            "auth_time": int(grant.authenticated_at.timestamp()),
            "acr": grant.level.acr,
            "amr": list(grant.methods),
        }
    if confirmation:
        content["cnf"] = confirmations.claim(confirmation)
    if actors:
        content["act"] = json.loads(actors)
    return content


def _one_or_several(audience: tuple[str, ...]) -> str | list[str]:
    return audience[0] if len(audience) == 1 else list(audience)
