"""What all ways to a token end with: the answer, and the record of it."""

import datetime as dt
from collections.abc import Mapping

from shiming.identity_provider.protocol.access_tokens import AccessToken
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.messages import Response, json_response
from shiming.identity_provider.protocol.store import AuditEntry, Grant, NewToken
from shiming.identity_provider.types import AuthMethod, IdentityProviderEvent
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor


def answer(
    access_token: AccessToken, *, refresh_token: str = "", more: Mapping[str, object] | None = None
) -> Response:
    """Hand over what was bought (RFC 6749, section 5.1)."""
    content: dict[str, object] = {
        "access_token": access_token.text,
        "token_type": access_token.kind,
        "expires_in": access_token.seconds,
    }
    if access_token.stored.scopes:
        content["scope"] = " ".join(access_token.stored.scopes)
    if refresh_token:
        content["refresh_token"] = refresh_token
    if more:
        content |= more
    return json_response(content)


def new_refresh_token(asked: TokenRequest, text: str, expires_at: dt.datetime) -> NewToken:
    """Return a refresh token as it is kept, bound to the key of a public client (RFC 9449, 5)."""
    is_public = asked.client.auth_method is AuthMethod.NONE
    return NewToken(
        token_hash=keyed_hash(asked.provider.hash_key, text),
        expires_at=expires_at,
        confirmation=asked.confirmation if is_public else "",
    )


def audit_of(
    event: IdentityProviderEvent, grant: Grant | None, asked: TokenRequest, **details: str | int
) -> AuditEntry:
    """Return the record: the client acts, on what the person granted in that session, if any."""
    client, http = asked.client, asked.http
    actor = (
        Actor(
            account_id=None,
            identity=ActingIdentity(kind=ActingKind.SYSTEM),
            address=http.address,
            device=http.device,
        )
        if grant is None
        else Actor(
            account_id=grant.account_id,
            person_id=grant.person_id,
            session_id=grant.sid,
            identity=ActingIdentity(
                kind=ActingKind(grant.acting),
                organisation_id=grant.organisation_id,
                legal_person_id=grant.legal_person_id,
            ),
            level=grant.level,
            methods=grant.methods,
            address=http.address,
            device=http.device,
        )
    )
    return AuditEntry(
        event=event,
        actor=actor,
        subject=f"client:{client.client_id}",
        details={"is_confidential": client.auth_method is not AuthMethod.NONE, **details},
    )
