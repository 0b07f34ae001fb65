"""Operations on devices without a browser (RFC 8628)."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import Operation
from shiming.identity_provider.types import DeviceState


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRecord:
    """A device that waits for a person, and when it asked before this time."""

    id: uuid.UUID
    client_pk: uuid.UUID
    state: DeviceState
    interval: dt.timedelta
    polled_at: dt.datetime | None
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenDevice(Operation[None]):
    """
    Keep a device's request until a person decides.

    No audit entry: nobody is known yet and nothing was granted.
    """

    device_code_hash: str
    user_code_hash: str
    client_pk: uuid.UUID
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    address: str
    interval: dt.timedelta
    now: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PollDevice(Operation[DeviceRecord | None]):
    """Find a device's request, whatever its state, and note that the device asked now."""

    device_code_hash: str
    now: dt.datetime
