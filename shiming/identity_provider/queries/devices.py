"""Reads: devices that wait for a person (RFC 8628)."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider import ports
from shiming.identity_provider.models import DeviceRequest
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.user_codes import normalised
from shiming.identity_provider.types import ClientState, DeviceState
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """A waiting device, as far as the person must know it to decide."""

    id: uuid.UUID
    client_name: str
    scopes: tuple[str, ...]
    address: str
    asked_at: dt.datetime
    min_level: Level
    min_unit_level: Level
    sign_in_methods: tuple[str, ...]
    admits_units_alone: bool


def find_waiting_device(user_code: str, *, now: dt.datetime) -> DeviceFacts | None:
    """Find the device that waits under a code, however it was typed."""
    device = (
        DeviceRequest.objects.select_related("client")
        .filter(
            user_code_hash=keyed_hash(ports.provider_settings().hash_key, normalised(user_code)),
            state=DeviceState.PENDING,
            expires_at__gt=now,
            client__state=ClientState.ACTIVE,
        )
        .first()
    )
    if device is None:
        return None
    return DeviceFacts(
        id=device.pk,
        client_name=device.client.name,
        scopes=tuple(device.scopes.split()),
        address=device.address,
        asked_at=device.created_at,
        min_level=max(Level(device.client.min_level), Level.REGISTERED),
        min_unit_level=max(Level(device.client.min_unit_level), Level.REGISTERED),
        sign_in_methods=tuple(device.client.sign_in_methods),
        admits_units_alone=device.client.admits_units_alone,
    )
