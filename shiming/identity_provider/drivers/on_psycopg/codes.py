"""Authorization codes."""

# ruff: noqa: S608 - nothing but constants is put together.

from shiming.identity_provider.drivers.on_psycopg.auditing import (
    AUDITED,
    NO_CONDITION,
    one_statement,
    record,
)
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Question
from shiming.identity_provider.drivers.on_psycopg.grants import (
    GRANT,
    GRANT_WIDTH,
    LIVE,
    PARTIES,
    STANDING,
    grant_of,
    grant_parameters,
    standing_of,
)
from shiming.identity_provider.drivers.on_psycopg.interactions import CLOSED
from shiming.identity_provider.drivers.on_psycopg.tokens import (
    ACCESS_TOKEN_INSERTED,
    REFRESH_TOKEN_INSERTED,
    token_parameters,
)
from shiming.identity_provider.protocol import store

FIND_CODE = f"""
    SELECT {GRANT}, c.id, c.redirect_uri, c.code_challenge, c.expires_at,
           c.redeemed_at IS NOT NULL, c.revoked_at IS NOT NULL, {LIVE}, {STANDING}
    FROM identity_provider_authorization_code c {PARTIES}
    WHERE c.code_hash = %s
""".encode()
_INSERTED = f"""code AS (
    INSERT INTO identity_provider_authorization_code
        ({GRANT.replace("c.", "")}, id, code_hash, redirect_uri, code_challenge, issued_at,
         expires_at)
    SELECT {", ".join(["%s"] * (GRANT_WIDTH + 6))} FROM source
)"""
_REDEEMED = """source AS (
    UPDATE identity_provider_authorization_code SET redeemed_at = %s
    WHERE id = %s AND redeemed_at IS NULL RETURNING id
)"""
INSERT_CODE = one_statement(NO_CONDITION, _INSERTED, AUDITED)
INSERT_CODE_CLOSING = one_statement(CLOSED, _INSERTED, AUDITED)
REDEEM_CODE = one_statement(_REDEEMED, ACCESS_TOKEN_INSERTED, AUDITED)
REDEEM_CODE_OFFLINE = one_statement(
    _REDEEMED, ACCESS_TOKEN_INSERTED, REFRESH_TOKEN_INSERTED, AUDITED
)


def question(operation: store.FindCode) -> Question:
    """Return what finds a code."""
    return FIND_CODE, (operation.code_hash,)


def _find_code(database: Database, operation: store.FindCode) -> store.CodeRecord | None:
    row = database.read(question(operation))
    if row is None:
        return None
    code_id, redirect_uri, challenge, expires_at, redeemed, revoked, live = row[GRANT_WIDTH:-3]
    grant = grant_of(row)
    return store.CodeRecord(
        id=code_id,
        grant=grant,
        redirect_uri=redirect_uri,
        code_challenge=challenge,
        expires_at=expires_at,
        is_redeemed=redeemed,
        is_revoked=revoked,
        is_session_live=live,
        standing=standing_of(grant, row[-3:]),
    )


def _insert_code(database: Database, operation: store.InsertCode) -> bool:
    code = (
        *grant_parameters(operation.grant),
        operation.id,
        operation.code_hash,
        operation.redirect_uri,
        operation.code_challenge,
        operation.now,
        operation.expires_at,
    )
    audited = record(operation.audit, operation.now)
    if operation.interaction_id is None:
        return database.change(INSERT_CODE, *code, *audited)
    return database.change(
        INSERT_CODE_CLOSING, operation.now, operation.interaction_id, *code, *audited
    )


def _redeem_code(database: Database, operation: store.RedeemCode) -> bool:
    return database.change(
        REDEEM_CODE if operation.refresh_token is None else REDEEM_CODE_OFFLINE,
        operation.now,
        operation.code_id,
        *token_parameters(operation),
        *record(operation.audit, operation.now),
    )


HANDLERS: Handlers = {
    store.FindCode: _find_code,
    store.InsertCode: _insert_code,
    store.RedeemCode: _redeem_code,
}
