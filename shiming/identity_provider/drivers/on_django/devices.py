"""Devices without a browser."""

import datetime as dt

from django.db import transaction

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.models import DeviceRequest
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import DeviceState


def _open_device(operation: store.OpenDevice) -> None:
    DeviceRequest.objects.create(
        device_code_hash=operation.device_code_hash,
        user_code_hash=operation.user_code_hash,
        client_id=operation.client_pk,
        scopes=" ".join(operation.scopes),
        resources=" ".join(operation.resources),
        address=operation.address,
        interval=int(operation.interval.total_seconds()),
        created_at=operation.now,
        expires_at=operation.expires_at,
    )


def _poll_device(operation: store.PollDevice) -> store.DeviceRecord | None:
    with transaction.atomic():
        device = (
            DeviceRequest.objects.select_for_update()
            .filter(device_code_hash=operation.device_code_hash)
            .first()
        )
        if device is None:
            return None
        DeviceRequest.objects.filter(pk=device.pk).update(polled_at=operation.now)
    return store.DeviceRecord(
        id=device.pk,
        client_pk=device.client_id,
        state=DeviceState(device.state),
        interval=dt.timedelta(seconds=device.interval),
        polled_at=device.polled_at,
        expires_at=device.expires_at,
    )


HANDLERS: runner.Handlers = {store.OpenDevice: _open_device, store.PollDevice: _poll_device}
