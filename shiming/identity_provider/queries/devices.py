"""Reads: devices that wait for a person (RFC 8628)."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider import ports
from shiming.identity_provider.models import DeviceRequest
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.user_codes import normalised
from shiming.identity_provider.queries.scope_levels import get_least_levels
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
    least_level: Level
    least_unit_level: Level
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
        least_level=least_level_of_device(device, is_unit=False),
        least_unit_level=least_level_of_device(device, is_unit=True),
        sign_in_methods=tuple(device.client.sign_in_methods),
        admits_units_alone=device.client.admits_units_alone,
    )


def least_level_of_device(device: DeviceRequest, *, is_unit: bool) -> Level:
    """Return the level that client, scopes and resources demand of who lets the device in (C2)."""
    client = device.client
    wanted = (*device.scopes.split(), *device.resources.split())
    return max(
        Level.REGISTERED,
        Level(client.min_unit_level if is_unit else client.min_level),
        get_least_levels().least(wanted, is_unit=is_unit),
    )
