"""From an access token to claims."""

import datetime as dt

from shiming.identity_provider.protocol import claims, digests
from shiming.identity_provider.protocol.endpoints.userinfo import pipeline
from shiming.identity_provider.protocol.endpoints.userinfo.checks.token_is_presented import (
    TokenMissing,
)
from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.messages import (
    Request,
    Response,
    error_response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import FindAccessToken, Steps


def userinfo(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer with what the scopes of the token allow (OpenID Connect Core, section 5.3)."""
    scheme, _, presented = request.authorization.partition(" ")
    presented = presented.strip() if scheme.lower() == "bearer" else ""
    found = None
    if presented:
        token_hash = digests.keyed_hash(provider.hash_key, presented)
        found = yield from FindAccessToken(token_hash=token_hash, now=now)
    asked = UserinfoRequest(presented=presented, token=found, now=now)
    try:
        for check in pipeline.CHECKS:
            check(asked)
    except TokenMissing as error:
        return error_response(error, challenge="Bearer")
    except OAuthError as error:
        challenge = f'Bearer error="{error.code}", error_description="{error.description}"'
        return error_response(error, challenge=challenge)

    known = asked.known_token
    grant = known.grant
    subject = digests.pairwise_subject(
        salt=provider.pairwise_salt, sector=known.sector, account_id=grant.account_id
    )
    told = yield from claims.userinfo_claims(grant, now)
    return json_response({"sub": subject, **told})
