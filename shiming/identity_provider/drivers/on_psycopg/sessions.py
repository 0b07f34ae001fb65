"""The sessions of people."""

from shiming.identity_provider.drivers import django_connection, shared
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Question
from shiming.identity_provider.protocol import store

FIND_SESSION = b"""
    SELECT s.public_id, s.account_id, s.person_id, s.level, s.level_until, s.methods, s.acting,
           s.authenticated_at, a.kind
    FROM accounts_session s JOIN accounts_account a ON a.id = s.account_id
    WHERE s.id = %s AND s.ended_at IS NULL AND s.idle_until > %s AND s.absolute_until > %s
      AND a.state IN ('active', 'pending')
"""


def question(operation: store.FindSession) -> Question:
    """Return what finds a session that lives."""
    return FIND_SESSION, (shared.session_key(operation.cookie), operation.now, operation.now)


def _find_session(database: Database, operation: store.FindSession) -> store.SessionRecord | None:
    row = database.read(question(operation))
    if row is None:
        return None
    identity = shared.identity_at(row[6], now=operation.now)
    found = store.SessionRecord(
        sid=row[0],
        account_id=row[1],
        person_id=row[2],
        level=shared.level_of(row[3], row[6]),
        level_until=row[4],
        methods=tuple(row[5]),
        identity=identity,
        authenticated_at=row[7],
        is_own_account_of_unit=shared.is_own_account_of_unit(identity, account_kind=row[8]),
        account_kind=row[8],
    )
    if not shared.is_of_unit(found):
        return found
    with django_connection.in_time():
        return shared.with_unit_level(found, now=operation.now)


HANDLERS: Handlers = {store.FindSession: _find_session}
