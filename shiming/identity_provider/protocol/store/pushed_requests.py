"""Operations on authorization requests that clients have pushed (RFC 9126)."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import Operation


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PushedRequestRecord:
    """A pushed request, checked when it came in."""

    query: str = dataclasses.field(repr=False)
    was_signed: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeepPushedRequest(Operation[None]):
    """
    Keep a pushed request until the person arrives with its reference.

    No audit entry: nobody is known yet and nothing was granted.
    """

    reference_hash: str
    client_pk: uuid.UUID
    query: str = dataclasses.field(repr=False)
    was_signed: bool
    now: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TakePushedRequest(Operation[PushedRequestRecord | None]):
    """Use up a client's pushed request, as one statement; None if it is not to be had."""

    reference_hash: str
    client_pk: uuid.UUID
    now: dt.datetime
