"""
The statements of PostgreSQL's hot path.

A write is one statement: what hangs on a condition selects from the `source` that carries it, and
the statement returns a row where the condition held.
"""

# ruff: noqa: S105, S608 - no secret is in here, and nothing but constants is put together.

from shiming.audit import operations as audit

FIND_CLIENT = b"""
    SELECT id, client_id, name, kind, state = 'active', redirect_uris, post_logout_redirect_uris,
           sector, auth_method, secret_hash, allowed_scopes, min_level
    FROM identity_provider_client WHERE client_id = %s
"""
FIND_SESSION = b"""
    SELECT s.public_id, s.account_id, s.person_id, s.level, s.level_until, s.methods, s.acting,
           s.authenticated_at
    FROM accounts_session s JOIN accounts_account a ON a.id = s.account_id
    WHERE s.id = %s AND s.ended_at IS NULL AND s.idle_until > %s AND s.absolute_until > %s
      AND a.state IN ('active', 'pending')
"""
FIND_CONSENT = b"""
    SELECT scopes, given_at FROM identity_provider_consent
    WHERE account_id = %s AND client_id = %s AND withdrawn_at IS NULL
"""
FIND_INTERACTION = b"""
    SELECT id, query, led_to, created_at FROM identity_provider_interaction
    WHERE id = %s AND browser_hash = %s AND completed_at IS NULL AND expires_at > %s
"""
_GRANT = """
    c.client_id, c.account_id, c.person_id, c.session_id, c.scopes, c.nonce, c.level, c.methods,
    c.acting, c.authenticated_at, c.claims
"""
GRANT_WIDTH = 11
_LIVE = "s.ended_at IS NULL AND a.state = 'active'"
_PARTIES = """
    JOIN accounts_session s ON s.public_id = c.session_id
    JOIN accounts_account a ON a.id = c.account_id
"""
FIND_CODE = f"""
    SELECT {_GRANT}, c.id, c.redirect_uri, c.code_challenge, c.expires_at,
           c.redeemed_at IS NOT NULL, c.revoked_at IS NOT NULL, {_LIVE}
    FROM identity_provider_authorization_code c {_PARTIES}
    WHERE c.code_hash = %s
""".encode()
_FIND_TOKEN = """
    SELECT {grant}, t.id, c.id, k.client_id, k.sector, k.state = 'active', t.expires_at, {rotated},
           c.revoked_at IS NOT NULL, {live}
    FROM {table} t
    JOIN identity_provider_authorization_code c ON c.id = t.authorization_code_id
    JOIN identity_provider_client k ON k.id = c.client_id
    {parties}
    WHERE t.token_hash = %s
"""
FIND_ACCESS_TOKEN = _FIND_TOKEN.format(
    grant=_GRANT,
    live=_LIVE,
    parties=_PARTIES,
    table="identity_provider_access_token",
    rotated="false",
).encode()
FIND_REFRESH_TOKEN = _FIND_TOKEN.format(
    grant=_GRANT,
    live=_LIVE,
    parties=_PARTIES,
    table="identity_provider_refresh_token",
    rotated="t.rotated_at IS NOT NULL",
).encode()

OPEN_INTERACTION = b"""
    INSERT INTO identity_provider_interaction
        (id, client_id, browser_hash, query, led_to, created_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
LEAD_ON = b"""
    UPDATE identity_provider_interaction SET led_to = %s WHERE id = %s AND completed_at IS NULL
"""

_AUDIT_INTO, _, _AUDIT_VALUES = audit.insert_statement().partition(" VALUES ")
_AUDITED = f"audited AS ({_AUDIT_INTO} SELECT {_AUDIT_VALUES[1:-1]} FROM source)"
_DONE = "SELECT 1 FROM source"
_NO_CONDITION = "source AS (SELECT 1)"
_INTERACTION_CLOSED = """source AS (
    UPDATE identity_provider_interaction SET completed_at = %s
    WHERE id = %s AND completed_at IS NULL RETURNING id
)"""
_CODE_INSERTED = """code AS (
    INSERT INTO identity_provider_authorization_code
        (id, code_hash, client_id, account_id, person_id, session_id, redirect_uri, scopes, nonce,
         code_challenge, level, methods, acting, claims, authenticated_at, issued_at, expires_at)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM source
)"""
_CODE_REDEEMED = """source AS (
    UPDATE identity_provider_authorization_code SET redeemed_at = %s
    WHERE id = %s AND redeemed_at IS NULL RETURNING id
)"""
_REFRESH_TOKEN_ROTATED = """source AS (
    UPDATE identity_provider_refresh_token SET rotated_at = %s
    WHERE id = %s AND rotated_at IS NULL RETURNING id
)"""
_GRANT_REVOKED = """source AS (
    UPDATE identity_provider_authorization_code SET revoked_at = %s
    WHERE id = %s AND revoked_at IS NULL RETURNING id
)"""
_ACCESS_TOKEN_INSERTED = """access_token AS (
    INSERT INTO identity_provider_access_token
        (id, token_hash, authorization_code_id, issued_at, expires_at)
    SELECT %s, %s, %s, %s, %s FROM source
)"""
_REFRESH_TOKEN_INSERTED = """refresh_token AS (
    INSERT INTO identity_provider_refresh_token
        (id, token_hash, authorization_code_id, issued_at, expires_at)
    SELECT %s, %s, %s, %s, %s FROM source
)"""


def _with(*parts: str) -> bytes:
    return f"WITH {', '.join(parts)} {_DONE}".encode()


CLOSE_INTERACTION = _with(_INTERACTION_CLOSED, _AUDITED)
INSERT_CODE = _with(_NO_CONDITION, _CODE_INSERTED, _AUDITED)
INSERT_CODE_CLOSING = _with(_INTERACTION_CLOSED, _CODE_INSERTED, _AUDITED)
REDEEM_CODE = _with(_CODE_REDEEMED, _ACCESS_TOKEN_INSERTED, _AUDITED)
REDEEM_CODE_OFFLINE = _with(
    _CODE_REDEEMED, _ACCESS_TOKEN_INSERTED, _REFRESH_TOKEN_INSERTED, _AUDITED
)
ROTATE_REFRESH_TOKEN = _with(
    _REFRESH_TOKEN_ROTATED, _ACCESS_TOKEN_INSERTED, _REFRESH_TOKEN_INSERTED, _AUDITED
)
REVOKE_GRANT = _with(_GRANT_REVOKED, _AUDITED)
