"""From a token to its end."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.client_authentication.authentication import (
    authenticate,
    refuse,
)
from shiming.identity_provider.protocol.endpoints import presented_tokens
from shiming.identity_provider.protocol.endpoints.revocation import pipeline
from shiming.identity_provider.protocol.endpoints.revocation.request import RevocationRequest
from shiming.identity_provider.protocol.endpoints.token.answers import audit_of
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.messages import NO_STORE, Parameters, Request, Response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    RevokeAccessToken,
    RevokeGrant,
    Steps,
    TokenRecord,
)
from shiming.identity_provider.types import IdentityProviderEvent


def revoke(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """
    Revoke a token (RFC 7009, section 2).

    With a refresh token goes all that descends from its grant; an access token goes alone.
    """
    try:
        parameters = Parameters.parse(request.body)
        client = yield from authenticate(request, parameters, provider, now)
        asked = RevocationRequest(parameters=parameters, client=client)
        for check in pipeline.OF_THE_REQUEST:
            check(asked)
        found, is_refresh_token = yield from presented_tokens.find(
            token_hash=digests.keyed_hash(provider.hash_key, parameters.get("token")),
            hint=parameters.get("token_type_hint"),
            now=now,
        )
        asked = dataclasses.replace(asked, token=found)
        for check in pipeline.OF_THE_TOKEN:
            check(asked)
    except OAuthError as error:
        return refuse(error, request, provider)
    if found is not None:
        by = TokenRequest(
            parameters=parameters,
            client=client,
            confirmation="",
            http=request,
            provider=provider,
            now=now,
        )
        yield from _end(found, by, is_refresh_token=is_refresh_token)
    return Response(200, NO_STORE)


def _end(token: TokenRecord, by: TokenRequest, *, is_refresh_token: bool) -> Steps[None]:
    if is_refresh_token and token.code_id is not None:
        yield from RevokeGrant(
            code_id=token.code_id,
            now=by.now,
            audit=audit_of(IdentityProviderEvent.GRANT_REVOKED, token.grant, by),
        )
        return
    yield from RevokeAccessToken(
        token_id=token.id,
        now=by.now,
        audit=audit_of(IdentityProviderEvent.TOKEN_REVOKED, token.grant, by),
    )
