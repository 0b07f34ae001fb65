"""Authorization requests that clients have pushed."""

from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers
from shiming.identity_provider.protocol import store
from shiming.kernel.ids import new_id

KEEP = b"""
    INSERT INTO identity_provider_pushed_request
        (id, reference_hash, client_id, query, was_signed, created_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
TAKE = b"""
    UPDATE identity_provider_pushed_request SET used_at = %s
    WHERE reference_hash = %s AND client_id = %s AND used_at IS NULL AND expires_at > %s
    RETURNING query, was_signed
"""


def _keep(database: Database, operation: store.KeepPushedRequest) -> None:
    database.write(
        KEEP,
        new_id(),
        operation.reference_hash,
        operation.client_pk,
        operation.query,
        operation.was_signed,
        operation.now,
        operation.expires_at,
    )


def _take(
    database: Database, operation: store.TakePushedRequest
) -> store.PushedRequestRecord | None:
    row = database.take(
        TAKE, operation.now, operation.reference_hash, operation.client_pk, operation.now
    )
    return None if row is None else store.PushedRequestRecord(query=row[0], was_signed=row[1])


HANDLERS: Handlers = {store.KeepPushedRequest: _keep, store.TakePushedRequest: _take}
