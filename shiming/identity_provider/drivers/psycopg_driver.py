"""
PostgreSQL's hot path: prepared statements on a connection for each thread.

Every write is one statement, its audit record included, so that it needs no transaction of
several round trips.
"""

import threading
from collections.abc import Sequence
from typing import Any, TypeVar

import psycopg

from shiming.audit import operations as audit
from shiming.identity_provider.drivers import runner, shared
from shiming.identity_provider.drivers import statements as sql
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import AuthMethod, ClientKind, Leading
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level

R = TypeVar("R")
# Any: a row holds what its statement selects; the functions below give each value its type.
Row = tuple[Any, ...]


class PsycopgDriver:
    """
    Runs the engine over psycopg.

    `prepare_threshold` 0 prepares at first use; None never does, for PgBouncer's sake.
    """

    def __init__(self, *, conninfo: str, prepare_threshold: int | None = 0) -> None:
        self._conninfo = conninfo
        self._prepare_threshold = prepare_threshold
        self._local = threading.local()
        self._handlers: runner.Handlers = {
            store.FindClient: self._find_client,
            store.FindSession: self._find_session,
            store.FindConsent: self._find_consent,
            store.FindInteraction: self._find_interaction,
            store.FindCode: self._find_code,
            store.FindAccessToken: self._find_access_token,
            store.FindRefreshToken: self._find_refresh_token,
            store.FindHolder: shared.find_holder,
            store.OpenInteraction: self._open_interaction,
            store.LeadOn: self._lead_on,
            store.CloseInteraction: self._close_interaction,
            store.InsertCode: self._insert_code,
            store.RedeemCode: self._redeem_code,
            store.RotateRefreshToken: self._rotate_refresh_token,
            store.RevokeGrant: self._revoke_grant,
            store.EndSession: shared.end_session,
        }

    def run(self, steps: store.Steps[R]) -> R:
        """Run to the end on this thread's connection."""
        return runner.run(steps, self._handlers)

    def close(self) -> None:
        """Close this thread's connection."""
        connection: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.connection = None

    def _connection(self) -> psycopg.Connection[Row]:
        connection: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(
                self._conninfo, autocommit=True, prepare_threshold=self._prepare_threshold
            )
            self._local.connection = connection
        return connection

    def _read(self, statement: bytes, *parameters: object) -> Row | None:
        """Return the one row of a read, which bears being asked again on a new connection."""
        connection = self._connection()
        try:
            return connection.execute(statement, parameters, binary=True).fetchone()
        except psycopg.OperationalError:
            if not connection.broken:
                raise
        return self._connection().execute(statement, parameters, binary=True).fetchone()

    def _write(self, statement: bytes, *parameters: object) -> None:
        self._connection().execute(statement, parameters)

    def _change(self, statement: bytes, *parameters: object) -> bool:
        """Run a write with a condition; tell whether the condition held."""
        return self._connection().execute(statement, parameters).fetchone() is not None

    def _find_client(self, operation: store.FindClient) -> store.ClientRecord | None:
        row = self._read(sql.FIND_CLIENT, operation.client_id)
        if row is None:
            return None
        return store.ClientRecord(
            id=row[0],
            client_id=row[1],
            name=row[2],
            kind=ClientKind(row[3]),
            is_active=row[4],
            redirect_uris=frozenset(row[5]),
            post_logout_redirect_uris=frozenset(row[6]),
            sector=row[7],
            auth_method=AuthMethod(row[8]),
            secret_hash=row[9],
            allowed_scopes=frozenset(row[10]),
            min_level=Level(row[11]),
        )

    def _find_session(self, operation: store.FindSession) -> store.SessionRecord | None:
        key = shared.session_key(operation.cookie)
        row = self._read(sql.FIND_SESSION, key, operation.now, operation.now)
        if row is None:
            return None
        return store.SessionRecord(
            sid=row[0],
            account_id=row[1],
            person_id=row[2],
            level=Level(row[3]),
            level_until=row[4],
            methods=tuple(row[5]),
            identity=shared.identity_of(row[6]),
            authenticated_at=row[7],
        )

    def _find_consent(self, operation: store.FindConsent) -> store.ConsentRecord | None:
        row = self._read(sql.FIND_CONSENT, operation.account_id, operation.client_pk)
        return (
            None if row is None else store.ConsentRecord(scopes=frozenset(row[0]), given_at=row[1])
        )

    def _find_interaction(self, operation: store.FindInteraction) -> store.InteractionRecord | None:
        row = self._read(sql.FIND_INTERACTION, operation.id, operation.browser_hash, operation.now)
        if row is None:
            return None
        return store.InteractionRecord(
            id=row[0], query=row[1], led_to=Leading(row[2]), created_at=row[3]
        )

    def _find_code(self, operation: store.FindCode) -> store.CodeRecord | None:
        row = self._read(sql.FIND_CODE, operation.code_hash)
        if row is None:
            return None
        code_id, redirect_uri, challenge, expires_at, redeemed, revoked, live = row[
            sql.GRANT_WIDTH :
        ]
        return store.CodeRecord(
            id=code_id,
            grant=_grant(row),
            redirect_uri=redirect_uri,
            code_challenge=challenge,
            expires_at=expires_at,
            is_redeemed=redeemed,
            is_revoked=revoked,
            is_session_live=live,
        )

    def _find_access_token(self, operation: store.FindAccessToken) -> store.TokenRecord | None:
        return _token(self._read(sql.FIND_ACCESS_TOKEN, operation.token_hash))

    def _find_refresh_token(self, operation: store.FindRefreshToken) -> store.TokenRecord | None:
        return _token(self._read(sql.FIND_REFRESH_TOKEN, operation.token_hash))

    def _open_interaction(self, operation: store.OpenInteraction) -> None:
        self._write(
            sql.OPEN_INTERACTION,
            operation.id,
            operation.client_pk,
            operation.browser_hash,
            operation.query,
            operation.led_to.value,
            operation.now,
            operation.expires_at,
        )

    def _lead_on(self, operation: store.LeadOn) -> None:
        self._write(sql.LEAD_ON, operation.led_to.value, operation.id)

    def _close_interaction(self, operation: store.CloseInteraction) -> bool:
        return self._change(
            sql.CLOSE_INTERACTION, operation.now, operation.id, *_audit(operation.audit, operation)
        )

    def _insert_code(self, operation: store.InsertCode) -> bool:
        grant = operation.grant
        code = (
            operation.id,
            operation.code_hash,
            grant.client_pk,
            grant.account_id,
            grant.person_id,
            grant.sid,
            operation.redirect_uri,
            " ".join(grant.scopes),
            grant.nonce,
            operation.code_challenge,
            int(grant.level),
            " ".join(grant.methods),
            grant.acting,
            grant.claims,
            grant.authenticated_at,
            operation.now,
            operation.expires_at,
        )
        record = _audit(operation.audit, operation)
        if operation.interaction_id is None:
            return self._change(sql.INSERT_CODE, *code, *record)
        return self._change(
            sql.INSERT_CODE_CLOSING, operation.now, operation.interaction_id, *code, *record
        )

    def _redeem_code(self, operation: store.RedeemCode) -> bool:
        statement = sql.REDEEM_CODE if operation.refresh_token is None else sql.REDEEM_CODE_OFFLINE
        return self._change(
            statement,
            operation.now,
            operation.code_id,
            *_tokens(operation),
            *_audit(operation.audit, operation),
        )

    def _rotate_refresh_token(self, operation: store.RotateRefreshToken) -> bool:
        return self._change(
            sql.ROTATE_REFRESH_TOKEN,
            operation.now,
            operation.token_id,
            *_tokens(operation),
            *_audit(operation.audit, operation),
        )

    def _revoke_grant(self, operation: store.RevokeGrant) -> None:
        self._change(
            sql.REVOKE_GRANT, operation.now, operation.code_id, *_audit(operation.audit, operation)
        )


def _grant(row: Row) -> store.Grant:
    return store.Grant(
        client_pk=row[0],
        account_id=row[1],
        person_id=row[2],
        sid=row[3],
        scopes=tuple(row[4].split(" ")),
        nonce=row[5],
        level=Level(row[6]),
        methods=tuple(row[7].split()),
        acting=row[8],
        authenticated_at=row[9],
        claims=row[10],
    )


def _token(row: Row | None) -> store.TokenRecord | None:
    if row is None:
        return None
    token_id, code_id, client_id, sector, active, expires_at, rotated, revoked, live = row[
        sql.GRANT_WIDTH :
    ]
    return store.TokenRecord(
        id=token_id,
        code_id=code_id,
        grant=_grant(row),
        client_id=client_id,
        sector=sector,
        is_client_active=active,
        expires_at=expires_at,
        is_rotated=rotated,
        is_revoked=revoked,
        is_session_live=live,
    )


def _tokens(operation: store.RedeemCode | store.RotateRefreshToken) -> Sequence[object]:
    return [
        value
        for token in (operation.access_token, operation.refresh_token)
        if token is not None
        for value in (
            new_id(),
            token.token_hash,
            operation.code_id,
            operation.now,
            token.expires_at,
        )
    ]


def _audit(
    entry: store.AuditEntry,
    operation: store.CloseInteraction
    | store.InsertCode
    | store.RedeemCode
    | store.RotateRefreshToken
    | store.RevokeGrant,
) -> tuple[object, ...]:
    return audit.insert_parameters(
        event=entry.event,
        actor=entry.actor,
        subject=entry.subject,
        at=operation.now,
        details=entry.details,
    )
