"""Operations of the joint test; only sandbox clients cause any (E3)."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import Operation
from shiming.identity_provider.types import Trial


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindTester(Operation[bool]):
    """Tell whether an account is one of those who try a sandbox client out."""

    client_pk: uuid.UUID
    account_id: uuid.UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NoteTrial(Operation[None]):
    """
    Note that a sandbox client passed a point of the joint test.

    No audit entry: what it did has its own, and the note is the record of the test itself.
    """

    client_pk: uuid.UUID
    trial: Trial
    detail: str
    now: dt.datetime
