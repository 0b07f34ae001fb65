"""From an access token to claims."""

import datetime as dt

from shiming.identity_provider.protocol import access_tokens, claims, digests
from shiming.identity_provider.protocol.dpop import possession
from shiming.identity_provider.protocol.endpoints.userinfo import pipeline
from shiming.identity_provider.protocol.endpoints.userinfo.checks.token_is_presented import (
    TokenMissing,
)
from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import OAuthError, UseDpopNonce
from shiming.identity_provider.protocol.messages import (
    NO_STORE,
    Request,
    Response,
    error_response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import FindAccessToken, Steps

_SCHEMES = ("bearer", "dpop")


def userinfo(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer with what the scopes of the token allow (OpenID Connect Core, section 5.3)."""
    scheme, _, presented = request.authorization.partition(" ")
    scheme = scheme.lower()
    presented = presented.strip() if scheme in _SCHEMES else ""
    kind = "DPoP" if scheme == "dpop" else "Bearer"
    try:
        asked = yield from _read(request, provider, presented, is_dpop=kind == "DPoP", now=now)
        for check in pipeline.CHECKS:
            check(asked)
    except TokenMissing as error:
        return error_response(error, challenge="Bearer")
    except OAuthError as error:
        challenge = f'{kind} error="{error.code}", error_description="{error.description}"'
        nonce = possession.nonces(provider, now)[0] if isinstance(error, UseDpopNonce) else ""
        return error_response(error, challenge=challenge, dpop_nonce=nonce)

    token, grant = asked.known_token, asked.known_grant
    subject = access_tokens.subject(
        provider, grant=grant, client_id=token.client_id, sector=token.sector
    )
    told = yield from claims.userinfo_claims(grant, token.scopes, now)
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
    found, confirmation = None, ""
    if presented:
        token_hash = digests.keyed_hash(provider.hash_key, presented)
        found = yield from FindAccessToken(token_hash=token_hash, now=now)
        if is_dpop:
            confirmation = yield from possession.prove(
                request, provider, now, access_token=presented
            )
    return UserinfoRequest(
        presented=presented,
        is_dpop=is_dpop,
        token=found,
        confirmation=confirmation,
        issuer=provider.issuer,
        now=now,
    )
