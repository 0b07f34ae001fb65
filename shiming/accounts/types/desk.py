"""Accounts as officers at a desk see them."""

import dataclasses
import datetime as dt
import uuid

from shiming.accounts.types.accounts import AccountKind, AccountState
from shiming.accounts.types.ids import AccountId, PersonId
from shiming.accounts.types.limits import CounterScope


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LockFacts:
    """A lock that stands against an account, and until when."""

    scope: CounterScope
    until: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeskAccount:
    """An account, with every personal value masked."""

    id: AccountId
    kind: AccountKind
    state: AccountState
    user_name: str
    name: str
    mobile: str
    created_at: dt.datetime
    locks: tuple[LockFacts, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRequestFacts:
    """That an officer wants a colleague's second factors taken away, and another has to agree."""

    id: uuid.UUID
    asked_by: AccountId
    asked_by_person: PersonId | None
    reason: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AbuseRecord:
    """One line of the abuse log (A10); subjects are ids and keyed hashes, cut short."""

    id: int
    at: dt.datetime
    event: str
    subject: str
    scope: str
    address: str
    device: str
