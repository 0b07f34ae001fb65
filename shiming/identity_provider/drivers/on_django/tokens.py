"""Access and refresh tokens."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.drivers.on_django.auditing import record
from shiming.identity_provider.drivers.on_django.grants import (
    grant_of,
    is_session_live,
    standing_of,
)
from shiming.identity_provider.models import AccessToken, Client, RefreshToken
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Algorithm, ClientEnvironment, ClientState

_GRANT_RELATIONS = (
    "authorization_code__session",
    "authorization_code__account",
    "authorization_code__client",
)


def _find_access_token(operation: store.FindAccessToken) -> store.TokenRecord | None:
    token = (
        AccessToken.objects.select_related("client", *_GRANT_RELATIONS)
        .filter(token_hash=operation.token_hash)
        .first()
    )
    if token is None:
        return None
    code = token.authorization_code
    client = token.client or (code.client if code else None)
    if client is None:
        raise AssertionError("a constraint of the table says otherwise")
    return _token(
        token,
        client,
        scopes=token.scopes or (code.scopes if code else ""),
        audience=token.audience,
        actors=token.actors,
        rotated_at=None,
        revoked_at=token.revoked_at,
    )


def _find_refresh_token(operation: store.FindRefreshToken) -> store.TokenRecord | None:
    token = (
        RefreshToken.objects.select_related(*_GRANT_RELATIONS)
        .filter(token_hash=operation.token_hash)
        .first()
    )
    if token is None:
        return None
    code = token.authorization_code
    return _token(token, code.client, scopes=code.scopes, rotated_at=token.rotated_at)


def _token(
    token: AccessToken | RefreshToken,
    client: Client,
    *,
    scopes: str,
    audience: str = "",
    actors: str = "",
    rotated_at: dt.datetime | None,
    revoked_at: dt.datetime | None = None,
) -> store.TokenRecord:
    code = token.authorization_code
    return store.TokenRecord(
        id=token.pk,
        code_id=code.pk if code else None,
        grant=grant_of(code) if code else None,
        client_pk=client.pk,
        client_id=client.client_id,
        sector=client.sector,
        # What was exchanged dies with the client that it was exchanged from, too.
        is_client_active=client.state == ClientState.ACTIVE
        and (code is None or code.client.state == ClientState.ACTIVE),
        userinfo_algorithm=Algorithm(client.userinfo_algorithm)
        if client.userinfo_algorithm
        else None,
        scopes=tuple(scopes.split()),
        audience=tuple(audience.split()),
        confirmation=token.confirmation,
        actors=actors,
        issued_at=token.issued_at,
        expires_at=token.expires_at,
        is_rotated=rotated_at is not None,
        is_revoked=revoked_at is not None or (code is not None and code.revoked_at is not None),
        is_session_live=code is None or is_session_live(code),
        standing=standing_of(code) if code else None,
        is_client_sandbox=client.environment == ClientEnvironment.SANDBOX,
    )


def _rotate_refresh_token(operation: store.RotateRefreshToken) -> bool:
    with transaction.atomic():
        won = RefreshToken.objects.filter(pk=operation.token_id, rotated_at__isnull=True).update(
            rotated_at=operation.now
        )
        if not won:
            return False
        insert_tokens(operation)
        record(operation.audit, operation.now)
    return True


def _insert_access_token(operation: store.InsertAccessToken) -> None:
    with transaction.atomic():
        _insert(operation, operation.client_pk)
        record(operation.audit, operation.now)


def insert_tokens(operation: store.RedeemCode | store.RotateRefreshToken) -> None:
    """Store what a code or refresh token buys."""
    _insert(operation, None)
    if operation.refresh_token is not None:
        RefreshToken.objects.create(
            token_hash=operation.refresh_token.token_hash,
            authorization_code_id=operation.code_id,
            confirmation=operation.refresh_token.confirmation,
            issued_at=operation.now,
            expires_at=operation.refresh_token.expires_at,
        )


def _insert(
    operation: store.InsertAccessToken | store.RedeemCode | store.RotateRefreshToken,
    client_pk: uuid.UUID | None,
) -> None:
    token = operation.access_token
    AccessToken.objects.create(
        token_hash=token.token_hash,
        authorization_code_id=operation.code_id,
        client_id=client_pk,
        scopes=" ".join(token.scopes),
        audience=" ".join(token.audience),
        confirmation=token.confirmation,
        actors=token.actors,
        issued_at=operation.now,
        expires_at=token.expires_at,
    )


def _revoke_access_token(operation: store.RevokeAccessToken) -> None:
    with transaction.atomic():
        won = AccessToken.objects.filter(pk=operation.token_id, revoked_at__isnull=True).update(
            revoked_at=operation.now
        )
        if won:
            record(operation.audit, operation.now)


HANDLERS: runner.Handlers = {
    store.FindAccessToken: _find_access_token,
    store.FindRefreshToken: _find_refresh_token,
    store.RotateRefreshToken: _rotate_refresh_token,
    store.InsertAccessToken: _insert_access_token,
    store.RevokeAccessToken: _revoke_access_token,
}
