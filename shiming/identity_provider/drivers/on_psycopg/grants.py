"""What was granted to a client."""

from shiming.identity_provider.drivers import shared
from shiming.identity_provider.drivers.on_psycopg.auditing import AUDITED, one_statement, record
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Parameter, Row
from shiming.identity_provider.protocol import store
from shiming.kernel.levels import Level

GRANT = """
    c.client_id, c.account_id, c.person_id, c.session_id, c.scopes, c.nonce, c.level, c.methods,
    c.acting, c.authenticated_at, c.claims, c.acting_organisation_id, c.acting_legal_person_id,
    c.resources, c.confirmation
"""
GRANT_WIDTH = 15
LIVE = "s.ended_at IS NULL AND a.state = 'active'"
STANDING = "s.level, s.level_until, a.kind"
PARTIES = """
    JOIN accounts_session s ON s.public_id = c.session_id
    JOIN accounts_account a ON a.id = c.account_id
"""
_REVOKED = """source AS (
    UPDATE identity_provider_authorization_code SET revoked_at = %s
    WHERE id = %s AND revoked_at IS NULL RETURNING id
)"""
REVOKE_GRANT = one_statement(_REVOKED, AUDITED)


def grant_of(row: Row) -> store.Grant:
    """Read the first columns of a row, which are those of `GRANT`."""
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
        organisation_id=row[11],
        legal_person_id=row[12],
        resources=tuple(row[13].split()),
        confirmation=row[14],
    )


def standing_of(grant: store.Grant, columns: Row) -> store.Standing:
    """Read the columns of `STANDING`."""
    level, level_until, account_kind = columns
    return shared.standing_of(
        grant, level=level, level_until=level_until, account_kind=account_kind
    )


def grant_parameters(grant: store.Grant) -> tuple[Parameter, ...]:
    """Return the values of a grant in the order of `GRANT`."""
    return (
        grant.client_pk,
        grant.account_id,
        grant.person_id,
        grant.sid,
        " ".join(grant.scopes),
        grant.nonce,
        int(grant.level),
        " ".join(grant.methods),
        grant.acting,
        grant.authenticated_at,
        grant.claims,
        grant.organisation_id,
        grant.legal_person_id,
        " ".join(grant.resources),
        grant.confirmation,
    )


def _revoke_grant(database: Database, operation: store.RevokeGrant) -> None:
    database.change(
        REVOKE_GRANT, operation.now, operation.code_id, *record(operation.audit, operation.now)
    )


HANDLERS: Handlers = {store.RevokeGrant: _revoke_grant}
