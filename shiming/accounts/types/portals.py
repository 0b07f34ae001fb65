"""Portals and maintenance."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import Any, NewType

from shiming.accounts.types.accounts import AccountKind, RegistrationVariant
from shiming.accounts.types.codes import HumanCheckKind
from shiming.accounts.types.methods import SignInMethod
from shiming.accounts.types.passwords import PasswordProfile

PortalId = NewType("PortalId", uuid.UUID)
NoticeId = NewType("NoticeId", uuid.UUID)
PortalChangeId = NewType("PortalChangeId", uuid.UUID)


class PortalChangeState(enum.StrEnum):
    """Where a change of a portal stands."""

    PROPOSED = "proposed"
    MADE = "made"
    REFUSED = "refused"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalFacts:
    """
    A portal (门户): what one address of the platform offers.

    Without any `methods` every kind is offered all that the platform knows for it.
    """

    id: PortalId
    code: str
    name: str
    methods: Mapping[AccountKind, tuple[SignInMethod, ...]]
    registration_variant: RegistrationVariant
    password_profile: PasswordProfile
    required_contacts: tuple[str, ...]
    """What the first sign-in must prove before anything else: `mobile`, `email` (A12)."""
    human_checks: frozenset[HumanCheckKind]
    demands_second_factor: bool
    absent: frozenset[SignInMethod] = frozenset()
    """Ways in that nobody offers here, for the partner that they need is not connected."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceFacts:
    """An announced standstill (S32-2)."""

    id: NoticeId
    portal_id: PortalId | None
    text: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    stops_sign_in: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalEntry:
    """
    What officers say of a portal; what is empty is as the whole platform has it.

    The portal without a host answers wherever no other does.
    """

    code: str
    host: str = ""
    name: str = ""
    methods: Mapping[AccountKind, tuple[SignInMethod, ...]] = dataclasses.field(
        default_factory=dict
    )
    """The ways in of each kind, in their order; without any, every kind is offered all."""
    registration_variant: RegistrationVariant | None = None
    password_profile: str = ""
    required_contacts: tuple[str, ...] = ()
    human_checks: tuple[HumanCheckKind, ...] | None = None
    demands_second_factor: bool = False

    # Any: JSON as it is stored, whose shape `of` reads again.
    def values(self) -> dict[str, Any]:
        """Return the columns of a portal, and what a proposal keeps of them."""
        return {
            "host": self.host,
            "name": self.name,
            "methods": {kind.value: list(ways) for kind, ways in self.methods.items()},
            "registration_variant": self.registration_variant or "",
            "password_profile": self.password_profile,
            "required_contacts": list(self.required_contacts),
            "human_checks": None if self.human_checks is None else list(self.human_checks),
            "demands_second_factor": self.demands_second_factor,
        }

    @classmethod
    def of(cls, code: str, values: Mapping[str, Any]) -> "PortalEntry":
        """Read what `values` has written."""
        checks = values["human_checks"]
        variant = values["registration_variant"]
        return cls(
            code=code,
            host=values["host"],
            name=values["name"],
            methods={
                AccountKind(kind): tuple(SignInMethod(one) for one in ways)
                for kind, ways in values["methods"].items()
            },
            registration_variant=RegistrationVariant(variant) if variant else None,
            password_profile=values["password_profile"],
            required_contacts=tuple(values["required_contacts"]),
            human_checks=None if checks is None else tuple(HumanCheckKind(one) for one in checks),
            demands_second_factor=values["demands_second_factor"],
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalProposal:
    """A change of a portal that waits for a second officer."""

    id: PortalChangeId
    entry: PortalEntry
    reason: str
    proposed_by: uuid.UUID
    proposed_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalSheet:
    """A portal as officers see it: what holds, and what shall hold."""

    entry: PortalEntry | None
    """None while the portal is only proposed."""
    proposed: PortalProposal | None

    @property
    def code(self) -> str:
        """Return its short name."""
        if self.entry is not None:
            return self.entry.code
        return "" if self.proposed is None else self.proposed.entry.code
