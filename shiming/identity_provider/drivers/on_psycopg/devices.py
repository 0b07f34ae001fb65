"""Devices without a browser."""

import datetime as dt

from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import DeviceState
from shiming.kernel.ids import new_id

OPEN_DEVICE = b"""
    INSERT INTO identity_provider_device
        (id, device_code_hash, user_code_hash, client_id, scopes, resources, state, address,
         interval, created_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, 'pending', %s, %s, %s, %s)
"""
POLL_DEVICE = b"""
    WITH before AS (
        SELECT id, polled_at FROM identity_provider_device WHERE device_code_hash = %s FOR UPDATE
    )
    UPDATE identity_provider_device d SET polled_at = %s FROM before WHERE d.id = before.id
    RETURNING d.id, d.client_id, d.state, d.interval, before.polled_at, d.expires_at
"""


def _open_device(database: Database, operation: store.OpenDevice) -> None:
    database.write(
        OPEN_DEVICE,
        new_id(),
        operation.device_code_hash,
        operation.user_code_hash,
        operation.client_pk,
        " ".join(operation.scopes),
        " ".join(operation.resources),
        operation.address,
        int(operation.interval.total_seconds()),
        operation.now,
        operation.expires_at,
    )


def _poll_device(database: Database, operation: store.PollDevice) -> store.DeviceRecord | None:
    row = database.take(POLL_DEVICE, operation.device_code_hash, operation.now)
    if row is None:
        return None
    return store.DeviceRecord(
        id=row[0],
        client_pk=row[1],
        state=DeviceState(row[2]),
        interval=dt.timedelta(seconds=row[3]),
        polled_at=row[4],
        expires_at=row[5],
    )


HANDLERS: Handlers = {store.OpenDevice: _open_device, store.PollDevice: _poll_device}
