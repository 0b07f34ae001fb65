"""What may be used once only."""

from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers
from shiming.identity_provider.protocol import store

SPEND_IDENTIFIER = b"""
    INSERT INTO identity_provider_spent_identifier (hash, expires_at) VALUES (%s, %s)
    ON CONFLICT DO NOTHING RETURNING 1
"""


def _spend_identifier(database: Database, operation: store.SpendIdentifier) -> bool:
    return database.change(SPEND_IDENTIFIER, operation.hash, operation.expires_at)


HANDLERS: Handlers = {store.SpendIdentifier: _spend_identifier}
