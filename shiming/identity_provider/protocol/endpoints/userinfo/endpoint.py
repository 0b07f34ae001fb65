"""From an access token to claims."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol import (
    access_tokens,
    capacities,
    claims,
    confirmations,
    digests,
    least_levels,
    trials,
)
from shiming.identity_provider.protocol.dpop import possession
from shiming.identity_provider.protocol.endpoints.userinfo import pipeline
from shiming.identity_provider.protocol.endpoints.userinfo.checks.key_is_proven import (
    KeyNotProven,
)
from shiming.identity_provider.protocol.endpoints.userinfo.checks.token_is_presented import (
    TokenMissing,
)
from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import (
    InsufficientUserAuthentication,
    InvalidDpopProof,
    OAuthError,
    UseDpopNonce,
)
from shiming.identity_provider.protocol.messages import (
    NO_STORE,
    Parameters,
    Request,
    Response,
    error_response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import FindAccessToken, Steps
from shiming.identity_provider.protocol.tokens_of_others import ALGORITHMS
from shiming.identity_provider.types import Trial

_SCHEMES = ("bearer", "dpop")
UNAUTHORIZED = 401


def userinfo(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer with what the scopes of the token allow (OpenID Connect Core, section 5.3)."""
    scheme, _, presented = request.authorization.partition(" ")
    scheme = scheme.lower()
    presented = presented.strip() if scheme in _SCHEMES else ""
    is_dpop = scheme == "dpop"
    try:
        asked = yield from _read(request, provider, presented, is_dpop=is_dpop, now=now)
        for check in pipeline.CHECKS:
            check(asked)
    except OAuthError as error:
        return _refuse(error, provider, is_dpop=is_dpop, now=now)

    token, grant = asked.known_token, asked.known_grant
    subject = access_tokens.subject(
        provider, grant=grant, client_id=token.client_id, sector=token.sector
    )
    yield from trials.note(
        Trial.CLOCK_SKEW,
        is_sandbox=token.is_client_sandbox,
        client_pk=token.client_pk,
        detail=f"+{trials.CLOCK_AHEAD.seconds} s",
        now=now,
    )
    told = yield from claims.userinfo_claims(grant, token.scopes, now, client_pk=token.client_pk)
    content = {"sub": subject, **told}
    algorithm = token.userinfo_algorithm
    if algorithm is None:
        return json_response(content)
    signed = provider.keys.sign(
        algorithm=algorithm,
        kind="JWT",
        content={**content, "iss": provider.issuer, "aud": token.client_id},
    )
    return Response(200, (("Content-Type", "application/jwt"), *NO_STORE), signed.encode())


def _read(
    request: Request, provider: Provider, presented: str, *, is_dpop: bool, now: dt.datetime
) -> Steps[UserinfoRequest]:
    texts = (request.query, request.body)
    is_elsewhere = any(Parameters.parse(text).get("access_token") for text in texts if text)
    found, confirmation, held = None, "", least_levels.NOBODY
    if presented:
        token_hash = digests.keyed_hash(provider.hash_key, presented)
        found = yield from FindAccessToken(token_hash=token_hash, now=now)
        if found is not None:
            found = yield from capacities.weigh(found, found.grant)
            held = yield from least_levels.held(found.grant, found.standing, now)
        if is_dpop and found is not None:
            # Not before: each proof is remembered, and anybody can make as many as they like.
            confirmation = yield from possession.prove(
                request, provider, now, access_token=presented
            )
        elif found is not None and confirmations.is_certificate(found.confirmation):
            confirmation = confirmations.of_certificate(request.certificate, now)
    return UserinfoRequest(
        presented=presented,
        is_elsewhere=is_elsewhere,
        is_dpop=is_dpop,
        token=found,
        confirmation=confirmation,
        issuer=provider.issuer,
        held=held,
        least_levels=provider.least_levels,
        now=now,
    )


def _refuse(error: OAuthError, provider: Provider, *, is_dpop: bool, now: dt.datetime) -> Response:
    if isinstance(error, TokenMissing):
        return error_response(error, challenge="Bearer")
    told = f'error="{error.code}", error_description="{error.description}"'
    if isinstance(error, InsufficientUserAuthentication):
        told += f', acr_values="{error.acr}"'
    challenge = f"Bearer {told}"
    if is_dpop or isinstance(error, KeyNotProven):
        challenge = f'DPoP {told}, algs="{" ".join(ALGORITHMS)}"'
    nonce = possession.nonces(provider, now)[0] if isinstance(error, UseDpopNonce) else ""
    response = error_response(error, challenge=challenge, dpop_nonce=nonce)
    if isinstance(error, InvalidDpopProof | UseDpopNonce):
        # At a resource a proof that is no good is as if nobody had asked (RFC 9449, 7.1 and 9).
        return dataclasses.replace(response, status=UNAUTHORIZED)
    return response
