"""
From a code or refresh token to tokens.

Access tokens are opaque (random, stored as hashes) and not JWTs of RFC 9068: the only resource
that takes them so far is our own userinfo, which reads a row anyhow to honour revocation and
sign-out at once (E2); an opaque token tells a client or a log nothing about the person, and costs
no signature.
"""

import datetime as dt
import uuid

from shiming.identity_provider.protocol import claims, digests, id_tokens
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.checks.code_is_unused import CodeReused
from shiming.identity_provider.protocol.endpoints.token.checks.refresh_token_is_unused import (
    RefreshTokenReused,
)
from shiming.identity_provider.protocol.endpoints.token.request import (
    Credentials,
    Redemption,
    Refreshment,
    TokenRequest,
)
from shiming.identity_provider.protocol.errors import InvalidClient, OAuthError
from shiming.identity_provider.protocol.messages import (
    Parameters,
    Request,
    Response,
    error_response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    AuditEntry,
    FindClient,
    FindCode,
    FindRefreshToken,
    Grant,
    NewToken,
    RedeemCode,
    RevokeGrant,
    RotateRefreshToken,
    Steps,
)
from shiming.identity_provider.types import AuthMethod, IdentityProviderEvent, Scope
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor


def token(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer a client's token request (RFC 6749, section 4.1.3 and 6)."""
    try:
        return (yield from _answer(request, provider, now))
    except InvalidClient as error:
        # RFC 6749, section 5.2: only who tried the header is told to use it.
        challenge = f'Basic realm="{provider.issuer}"' if request.authorization else ""
        return error_response(error, challenge=challenge)
    except OAuthError as error:
        return error_response(error)


def _answer(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    parameters = Parameters.parse(request.body)
    credentials = Credentials.read(parameters, request.authorization)
    client = None
    if credentials.client_id:
        client = yield from FindClient(client_id=credentials.client_id)
    asked = TokenRequest(
        parameters=parameters,
        credentials=credentials,
        client=client,
        hash_key=provider.hash_key,
        now=now,
    )
    for check in pipeline.OF_THE_REQUEST:
        check(asked)
    if parameters.get("grant_type") == "authorization_code":
        return (yield from _redeem(asked, request, provider))
    return (yield from _refresh(asked, request, provider))


def _redeem(asked: TokenRequest, request: Request, provider: Provider) -> Steps[Response]:
    now = asked.now
    presented = asked.parameters.get("code")
    code = None
    if presented:
        code_hash = digests.keyed_hash(provider.hash_key, presented)
        code = yield from FindCode(code_hash=code_hash, now=now)
    redemption = Redemption(request=asked, code=code)
    try:
        for check in pipeline.OF_THE_CODE:
            check(redemption)
    except CodeReused:
        yield from _revoke(redemption.known_code.id, redemption.known_code.grant, asked, request)
        raise

    known = redemption.known_code
    grant, client = known.grant, asked.known_client
    access_token = provider.new_secret()
    refresh_token = provider.new_secret() if Scope.OFFLINE_ACCESS in grant.scopes else ""
    was_unused = yield from RedeemCode(
        code_id=known.id,
        now=now,
        access_token=_new_token(provider, access_token, now + provider.terms.access_token),
        refresh_token=_new_token(provider, refresh_token, now + provider.terms.refresh_token)
        if refresh_token
        else None,
        audit=_audit(IdentityProviderEvent.TOKENS_ISSUED, grant, asked, request),
    )
    if not was_unused:
        # Two came at once and the other won: the same as coming second.
        yield from _revoke(known.id, grant, asked, request)
        raise CodeReused("the code was used before")

    id_token = id_tokens.sign_id_token(
        provider,
        grant,
        client_id=client.client_id,
        sector=client.sector,
        access_token=access_token,
        claims=(yield from claims.id_token_claims(grant, now)),
        now=now,
    )
    return _tokens(provider, grant, access_token, refresh_token, {"id_token": id_token})


def _refresh(asked: TokenRequest, request: Request, provider: Provider) -> Steps[Response]:
    now = asked.now
    presented = asked.parameters.get("refresh_token")
    found = None
    if presented:
        token_hash = digests.keyed_hash(provider.hash_key, presented)
        found = yield from FindRefreshToken(token_hash=token_hash, now=now)
    refreshment = Refreshment(request=asked, token=found)
    try:
        for check in pipeline.OF_THE_REFRESH_TOKEN:
            check(refreshment)
    except RefreshTokenReused:
        reused = refreshment.known_token
        yield from _revoke(reused.code_id, reused.grant, asked, request)
        raise

    known = refreshment.known_token
    access_token, refresh_token = provider.new_secret(), provider.new_secret()
    was_unused = yield from RotateRefreshToken(
        token_id=known.id,
        code_id=known.code_id,
        now=now,
        access_token=_new_token(provider, access_token, now + provider.terms.access_token),
        # The term runs from the grant: rotation does not prolong it.
        refresh_token=_new_token(provider, refresh_token, known.expires_at),
        audit=_audit(IdentityProviderEvent.TOKENS_REFRESHED, known.grant, asked, request),
    )
    if not was_unused:
        yield from _revoke(known.code_id, known.grant, asked, request)
        raise RefreshTokenReused("the refresh token was used before")
    return _tokens(provider, known.grant, access_token, refresh_token, {})


def _tokens(
    provider: Provider,
    grant: Grant,
    access_token: str,
    refresh_token: str,
    more: dict[str, object],
) -> Response:
    content: dict[str, object] = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(provider.terms.access_token.total_seconds()),
        "scope": " ".join(grant.scopes),
        **more,
    }
    if refresh_token:
        content["refresh_token"] = refresh_token
    return json_response(content)


def _new_token(provider: Provider, secret: str, expires_at: dt.datetime) -> NewToken:
    return NewToken(token_hash=digests.keyed_hash(provider.hash_key, secret), expires_at=expires_at)


def _revoke(code_id: uuid.UUID, grant: Grant, asked: TokenRequest, request: Request) -> Steps[None]:
    yield from RevokeGrant(
        code_id=code_id,
        now=asked.now,
        audit=_audit(IdentityProviderEvent.GRANT_REVOKED, grant, asked, request),
    )


def _audit(
    event: IdentityProviderEvent, grant: Grant, asked: TokenRequest, request: Request
) -> AuditEntry:
    """Return the record: the client acts, on what the person granted in that session."""
    actor = Actor(
        account_id=grant.account_id,
        person_id=grant.person_id,
        session_id=grant.sid,
        identity=ActingIdentity(kind=ActingKind(grant.acting)),
        level=grant.level,
        methods=grant.methods,
        address=request.address,
        device=request.device,
    )
    client = asked.known_client
    details = {"is_confidential": client.auth_method is not AuthMethod.NONE}
    return AuditEntry(
        event=event, actor=actor, subject=f"client:{client.client_id}", details=details
    )
