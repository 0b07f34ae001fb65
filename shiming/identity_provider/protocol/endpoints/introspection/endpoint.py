"""From a token to what it is worth."""

import dataclasses
import datetime as dt
import json

from shiming.identity_provider.protocol import (
    access_tokens,
    capacities,
    confirmations,
    digests,
    least_levels,
)
from shiming.identity_provider.protocol.client_authentication.authentication import (
    authenticate,
    refuse,
)
from shiming.identity_provider.protocol.endpoints import presented_tokens
from shiming.identity_provider.protocol.endpoints.introspection import pipeline
from shiming.identity_provider.protocol.endpoints.introspection.request import (
    Inactive,
    IntrospectionRequest,
)
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.least_levels import Held
from shiming.identity_provider.protocol.messages import Parameters, Request, Response, json_response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import Steps, TokenRecord


def introspect(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer whether a token is active, and for whom and what (RFC 7662, section 2)."""
    try:
        parameters = Parameters.parse(request.body)
        token_hash = digests.keyed_hash(provider.hash_key, parameters.get("token"))
        yield from presented_tokens.foresee(
            token_hash=token_hash, hint=parameters.get("token_type_hint"), now=now
        )
        client = yield from authenticate(request, parameters, provider, now)
        asked = IntrospectionRequest(parameters=parameters, client=client, now=now)
        for check in pipeline.OF_THE_REQUEST:
            check(asked)
    except OAuthError as error:
        return refuse(error, request, provider)

    found, is_refresh_token = yield from presented_tokens.find(
        token_hash=token_hash,
        hint=parameters.get("token_type_hint"),
        now=now,
    )
    if found is not None and found.is_given_in_an_office:
        found = yield from capacities.weigh(found, found.grant)
    asked = dataclasses.replace(asked, token=found, is_refresh_token=is_refresh_token)
    try:
        for check in pipeline.OF_THE_TOKEN:
            check(asked)
    except Inactive:
        return json_response({"active": False})
    token = asked.known_token
    held = yield from least_levels.held(token.grant, token.standing, now)
    return json_response(_told(provider, token, held, is_refresh_token=is_refresh_token))


def _told(
    provider: Provider, token: TokenRecord, held: Held, *, is_refresh_token: bool
) -> dict[str, object]:
    grant = token.grant
    # A scope beyond the level that the person has now is not told (RFC 7662, section 2.2).
    scopes = provider.least_levels.reached(token.scopes, held) if grant else token.scopes
    told: dict[str, object] = {
        "active": True,
        "iss": provider.issuer,
        "sub": access_tokens.subject(
            provider, grant=grant, client_id=token.client_id, sector=token.sector
        ),
        "client_id": token.client_id,
        "iat": int(token.issued_at.timestamp()),
        "exp": int(token.expires_at.timestamp()),
        "token_type": confirmations.token_type(token.confirmation),
    }
    if scopes:
        told["scope"] = " ".join(scopes)
    if not is_refresh_token:
        told["aud"] = token.audience or provider.issuer
    if grant is not None:
        told |= {
            "acr": held.level.acr,
            "amr": grant.methods,
            "auth_time": int(grant.authenticated_at.timestamp()),
        }
    if token.confirmation:
        told["cnf"] = confirmations.claim(token.confirmation)
    if token.actors:
        told["act"] = json.loads(token.actors)
    return told
