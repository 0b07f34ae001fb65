"""Authorization requests that wait for a person, and consents."""

from shiming.identity_provider.drivers.on_psycopg.auditing import AUDITED, one_statement, record
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Leading

FIND_CONSENT = b"""
    SELECT scopes, given_at FROM identity_provider_consent
    WHERE account_id = %s AND client_id = %s AND withdrawn_at IS NULL
"""
FIND_INTERACTION = b"""
    SELECT id, query, led_to, created_at, account_id, consented_scopes
    FROM identity_provider_interaction
    WHERE id = %s AND browser_hash = %s AND completed_at IS NULL AND expires_at > %s
"""
OPEN_INTERACTION = b"""
    INSERT INTO identity_provider_interaction
        (id, client_id, browser_hash, query, led_to, created_at, expires_at, consented_scopes)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '[]')
"""
LEAD_ON = b"""
    UPDATE identity_provider_interaction SET led_to = %s WHERE id = %s AND completed_at IS NULL
"""
CLOSED = """source AS (
    UPDATE identity_provider_interaction SET completed_at = %s
    WHERE id = %s AND completed_at IS NULL RETURNING id
)"""
CLOSE_INTERACTION = one_statement(CLOSED, AUDITED)


def _find_consent(database: Database, operation: store.FindConsent) -> store.ConsentRecord | None:
    row = database.read((FIND_CONSENT, (operation.account_id, operation.client_pk)))
    return None if row is None else store.ConsentRecord(scopes=frozenset(row[0]), given_at=row[1])


def _find_interaction(
    database: Database, operation: store.FindInteraction
) -> store.InteractionRecord | None:
    key = (operation.id, operation.browser_hash, operation.now)
    row = database.read((FIND_INTERACTION, key))
    if row is None:
        return None
    return store.InteractionRecord(
        id=row[0],
        query=row[1],
        led_to=Leading(row[2]),
        created_at=row[3],
        account_id=row[4],
        consented_scopes=frozenset(row[5]),
    )


def _open_interaction(database: Database, operation: store.OpenInteraction) -> None:
    database.write(
        OPEN_INTERACTION,
        operation.id,
        operation.client_pk,
        operation.browser_hash,
        operation.query,
        operation.led_to.value,
        operation.now,
        operation.expires_at,
    )


def _lead_on(database: Database, operation: store.LeadOn) -> None:
    database.write(LEAD_ON, operation.led_to.value, operation.id)


def _close_interaction(database: Database, operation: store.CloseInteraction) -> bool:
    return database.change(
        CLOSE_INTERACTION, operation.now, operation.id, *record(operation.audit, operation.now)
    )


HANDLERS: Handlers = {
    store.FindConsent: _find_consent,
    store.FindInteraction: _find_interaction,
    store.OpenInteraction: _open_interaction,
    store.LeadOn: _lead_on,
    store.CloseInteraction: _close_interaction,
}
