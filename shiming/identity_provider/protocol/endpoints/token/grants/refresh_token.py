"""From a refresh token to new tokens (RFC 6749, section 6; RFC 9700, 4.14.2)."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol import access_tokens, capacities, digests, least_levels
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.answers import (
    answer,
    audit_of,
    new_refresh_token,
)
from shiming.identity_provider.protocol.endpoints.token.checks.refresh_token_is_unused import (
    RefreshTokenReused,
)
from shiming.identity_provider.protocol.endpoints.token.request import Refreshment, TokenRequest
from shiming.identity_provider.protocol.messages import Parameters, Response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    FindRefreshToken,
    RevokeGrant,
    RotateRefreshToken,
    Steps,
    TokenRecord,
)
from shiming.identity_provider.types import IdentityProviderEvent


def reading(
    parameters: Parameters, provider: Provider, now: dt.datetime
) -> FindRefreshToken | None:
    """Return what finds the token that is presented, if there is one."""
    presented = parameters.get("refresh_token")
    if not presented:
        return None
    return FindRefreshToken(token_hash=digests.keyed_hash(provider.hash_key, presented), now=now)


def refresh(asked: TokenRequest) -> Steps[Response]:
    """
    Replace a refresh token, once; a second use revokes the whole family.

    :raises OAuthError: if a check refuses it
    """
    provider, now = asked.provider, asked.now
    look = reading(asked.parameters, provider, now)
    found = None if look is None else (yield from look)
    if found is not None and found.is_given_in_an_office:
        found = yield from capacities.weigh(found, found.grant)
    held = least_levels.NOBODY
    if found is not None:
        held = yield from least_levels.held(found.grant, found.standing, now)
    refreshment = Refreshment(request=asked, token=found, held=held)
    try:
        for check in pipeline.OF_THE_REFRESH_TOKEN:
            check(refreshment)
    except RefreshTokenReused:
        yield from _revoke(refreshment.known_token, asked)
        raise

    known = refreshment.known_token
    grant, code_id = known.grant, known.code_id
    if grant is None or code_id is None:
        raise AssertionError("every refresh token has a grant")
    # What the token says of the person holds now: their level may have fallen (C3).
    grant = dataclasses.replace(grant, level=held.level)
    access_token = access_tokens.issue(
        provider,
        client=asked.client,
        grant=grant,
        scopes=refreshment.scopes,
        audience=refreshment.resources,
        confirmation=asked.confirmation,
        now=now,
    )
    refresh_token = provider.new_secret()
    was_unused = yield from RotateRefreshToken(
        token_id=known.id,
        code_id=code_id,
        now=now,
        access_token=access_token.stored,
        # The term runs from the grant: rotation does not prolong it.
        refresh_token=new_refresh_token(asked, refresh_token, known.expires_at),
        audit=audit_of(IdentityProviderEvent.TOKENS_REFRESHED, grant, asked),
    )
    if not was_unused:
        yield from _revoke(known, asked)
        raise RefreshTokenReused("the refresh token was used before")
    return answer(access_token, refresh_token=refresh_token)


def _revoke(token: TokenRecord, asked: TokenRequest) -> Steps[None]:
    if token.code_id is not None:
        yield from RevokeGrant(
            code_id=token.code_id,
            now=asked.now,
            audit=audit_of(IdentityProviderEvent.GRANT_REVOKED, token.grant, asked),
        )
