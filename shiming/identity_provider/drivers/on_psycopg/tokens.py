"""Access and refresh tokens."""

# ruff: noqa: S105 - no secret is in here, and nothing but constants is put together.

import uuid

from shiming.identity_provider.drivers.on_psycopg.auditing import (
    AUDITED,
    NO_CONDITION,
    one_statement,
    record,
)
from shiming.identity_provider.drivers.on_psycopg.clients import version_of
from shiming.identity_provider.drivers.on_psycopg.database import (
    Database,
    Handlers,
    Parameter,
    Question,
    Row,
)
from shiming.identity_provider.drivers.on_psycopg.grants import (
    GRANT,
    GRANT_WIDTH,
    LIVE,
    PARTIES,
    STANDING,
    grant_of,
    standing_of,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Algorithm
from shiming.kernel.ids import new_id

_COLUMNS = f"""
    SELECT {GRANT}, c.id, k.id, k.client_id, k.sector, k.state = 'active', k.userinfo_algorithm,
           c.revoked_at IS NOT NULL, c.id IS NULL OR ({LIVE}), t.id, t.confirmation, t.issued_at,
           t.expires_at, k.environment = 'sandbox', {STANDING}
"""
# Looked up for exchanged tokens alone.
_SOURCE_SUSPENDED = """t.client_id IS NOT NULL AND EXISTS (
    SELECT FROM identity_provider_client o WHERE o.id = c.client_id AND o.state <> 'active'
)"""
_STANDING_AT = GRANT_WIDTH + 13
_WIDTH = _STANDING_AT + 3
FIND_ACCESS_TOKEN = f"""
    {_COLUMNS}, t.scopes, t.audience, t.actors, t.revoked_at IS NOT NULL,
           {_SOURCE_SUSPENDED}
    FROM identity_provider_access_token t
    LEFT JOIN identity_provider_authorization_code c ON c.id = t.authorization_code_id
    LEFT JOIN accounts_session s ON s.public_id = c.session_id
    LEFT JOIN accounts_account a ON a.id = c.account_id
    JOIN identity_provider_client k ON k.id = COALESCE(t.client_id, c.client_id)
    WHERE t.token_hash = %s
""".encode()
FIND_REFRESH_TOKEN = f"""
    {_COLUMNS}, t.rotated_at IS NOT NULL
    FROM identity_provider_refresh_token t
    JOIN identity_provider_authorization_code c ON c.id = t.authorization_code_id
    JOIN identity_provider_client k ON k.id = c.client_id
    {PARTIES}
    WHERE t.token_hash = %s
""".encode()
ACCESS_TOKEN_INSERTED = """access_token AS (
    INSERT INTO identity_provider_access_token
        (id, token_hash, authorization_code_id, client_id, scopes, audience, confirmation, actors,
         issued_at, expires_at)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM source
)"""
REFRESH_TOKEN_INSERTED = """refresh_token AS (
    INSERT INTO identity_provider_refresh_token
        (id, token_hash, authorization_code_id, confirmation, issued_at, expires_at)
    SELECT %s, %s, %s, %s, %s, %s FROM source
)"""
_ROTATED = """source AS (
    UPDATE identity_provider_refresh_token SET rotated_at = %s
    WHERE id = %s AND rotated_at IS NULL RETURNING id
)"""
_REVOKED = """source AS (
    UPDATE identity_provider_access_token SET revoked_at = %s
    WHERE id = %s AND revoked_at IS NULL RETURNING id
)"""
_CLIENT_AS_REMEMBERED = """source AS (
    SELECT FROM identity_provider_client WHERE id = %s AND xmin = %s
)"""
INSERT_ACCESS_TOKEN = one_statement(NO_CONDITION, ACCESS_TOKEN_INSERTED, AUDITED)
INSERT_ACCESS_TOKEN_IF = one_statement(_CLIENT_AS_REMEMBERED, ACCESS_TOKEN_INSERTED, AUDITED)
REVOKE_ACCESS_TOKEN = one_statement(_REVOKED, AUDITED)
ROTATE_REFRESH_TOKEN = one_statement(
    _ROTATED, ACCESS_TOKEN_INSERTED, REFRESH_TOKEN_INSERTED, AUDITED
)


def access_token_question(operation: store.FindAccessToken) -> Question:
    """Return what finds an access token."""
    return FIND_ACCESS_TOKEN, (operation.token_hash,)


def refresh_token_question(operation: store.FindRefreshToken) -> Question:
    """Return what finds a refresh token."""
    return FIND_REFRESH_TOKEN, (operation.token_hash,)


def _find_access_token(
    database: Database, operation: store.FindAccessToken
) -> store.TokenRecord | None:
    row = database.read(access_token_question(operation))
    if row is None:
        return None
    scopes, audience, actors, is_revoked, is_source_suspended = row[_WIDTH:]
    return _token(
        row,
        scopes=scopes,
        audience=audience,
        actors=actors,
        is_rotated=False,
        is_revoked=is_revoked,
        is_source_suspended=is_source_suspended,
    )


def _find_refresh_token(
    database: Database, operation: store.FindRefreshToken
) -> store.TokenRecord | None:
    row = database.read(refresh_token_question(operation))
    return None if row is None else _token(row, is_rotated=row[_WIDTH])


def _token(
    row: Row,
    *,
    scopes: str = "",
    audience: str = "",
    actors: str = "",
    is_rotated: bool,
    is_revoked: bool = False,
    is_source_suspended: bool = False,
) -> store.TokenRecord:
    (
        code_id,
        client_pk,
        client_id,
        sector,
        is_client_active,
        userinfo_algorithm,
        is_grant_revoked,
        is_session_live,
        token_id,
        confirmation,
        issued_at,
        expires_at,
        is_client_sandbox,
    ) = row[GRANT_WIDTH:_STANDING_AT]
    grant = None if code_id is None else grant_of(row)
    return store.TokenRecord(
        id=token_id,
        code_id=code_id,
        grant=grant,
        client_pk=client_pk,
        client_id=client_id,
        sector=sector,
        is_client_active=is_client_active and not is_source_suspended,
        userinfo_algorithm=Algorithm(userinfo_algorithm) if userinfo_algorithm else None,
        scopes=tuple(scopes.split()) or (grant.scopes if grant else ()),
        audience=tuple(audience.split()),
        confirmation=confirmation,
        actors=actors,
        issued_at=issued_at,
        expires_at=expires_at,
        is_rotated=is_rotated,
        is_revoked=is_revoked or is_grant_revoked,
        is_session_live=is_session_live,
        standing=None if grant is None else standing_of(grant, row[_STANDING_AT:_WIDTH]),
        is_client_sandbox=is_client_sandbox,
    )


def _rotate_refresh_token(database: Database, operation: store.RotateRefreshToken) -> bool:
    return database.change(
        ROTATE_REFRESH_TOKEN,
        operation.now,
        operation.token_id,
        *token_parameters(operation),
        *record(operation.audit, operation.now),
    )


def _insert_access_token(database: Database, operation: store.InsertAccessToken) -> None:
    parameters = (
        *_access_token(operation, operation.client_pk),
        *record(operation.audit, operation.now),
    )
    client = database.recalled()
    if client is None:
        database.change(INSERT_ACCESS_TOKEN, *parameters)
    else:
        database.confirm(INSERT_ACCESS_TOKEN_IF, *version_of(client), *parameters)


def _revoke_access_token(database: Database, operation: store.RevokeAccessToken) -> None:
    database.change(
        REVOKE_ACCESS_TOKEN,
        operation.now,
        operation.token_id,
        *record(operation.audit, operation.now),
    )


def token_parameters(
    operation: store.RedeemCode | store.RotateRefreshToken,
) -> tuple[Parameter, ...]:
    """Return the parameters of `ACCESS_TOKEN_INSERTED` and `REFRESH_TOKEN_INSERTED`."""
    access_token = _access_token(operation, None)
    token = operation.refresh_token
    if token is None:
        return access_token
    return (
        *access_token,
        new_id(),
        token.token_hash,
        operation.code_id,
        token.confirmation,
        operation.now,
        token.expires_at,
    )


def _access_token(
    operation: store.InsertAccessToken | store.RedeemCode | store.RotateRefreshToken,
    client_pk: uuid.UUID | None,
) -> tuple[Parameter, ...]:
    token = operation.access_token
    return (
        new_id(),
        token.token_hash,
        operation.code_id,
        client_pk,
        " ".join(token.scopes),
        " ".join(token.audience),
        token.confirmation,
        token.actors,
        operation.now,
        token.expires_at,
    )


HANDLERS: Handlers = {
    store.FindAccessToken: _find_access_token,
    store.FindRefreshToken: _find_refresh_token,
    store.RotateRefreshToken: _rotate_refresh_token,
    store.InsertAccessToken: _insert_access_token,
    store.RevokeAccessToken: _revoke_access_token,
}
