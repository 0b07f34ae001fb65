"""The words of programs that may keep our staff and groups (SCIM)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import AccountId
from shiming.directory.types.organisations import EVERYWHERE, Reach

ScimAccessId = NewType("ScimAccessId", uuid.UUID)


class ScimAccessEvent(enum.StrEnum):
    """What the audit hears of who may come in."""

    ALLOWED = "directory.scim_access.allowed"
    ENDED = "directory.scim_access.ended"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MachineCaller:
    """The program that a token was given to, for itself and not for a person."""

    client_id: str
    scopes: frozenset[str]
    name: str = ""
    """What it is called on pages."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonCaller:
    """The program that a token was given to by somebody who signed on to it."""

    client_id: str
    scopes: frozenset[str]
    account_id: AccountId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """
    Whoever keeps staff and groups, and how far they reach; officers have no `client_id`.

    Only `queries.get_keeper` and `queries.keeper_of` make one: it is the proof of having been let
    in.
    """

    reach: Reach = EVERYWHERE
    client_id: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScimAccessFacts:
    """That a program may come in, and how far; the empty name is everywhere."""

    id: ScimAccessId
    client_id: str
    organisation_name: str
    allowed_at: dt.datetime
