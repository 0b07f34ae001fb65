"""Several accounts of one person (S14-8), and accounts that are about to close."""

import dataclasses
import datetime as dt
import uuid
from typing import NewType

from shiming.accounts.types.accounts import AccountFacts

LinkId = NewType("LinkId", uuid.UUID)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """One account that hangs on a main account."""

    id: LinkId
    account: AccountFacts
    is_merged: bool
    is_main: bool
    """Whether it is the main account of the one that asks."""
    linked_at: dt.datetime
    may_be_undone_until: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClosureFacts:
    """That an account will close, unless its owner thinks better of it."""

    requested_at: dt.datetime
    closes_at: dt.datetime
