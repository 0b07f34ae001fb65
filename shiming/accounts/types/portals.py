"""Portals and maintenance."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.accounts.types.accounts import AccountKind, RegistrationVariant
from shiming.accounts.types.codes import HumanCheckKind
from shiming.accounts.types.methods import SignInMethod
from shiming.accounts.types.passwords import PasswordProfile

PortalId = NewType("PortalId", uuid.UUID)
NoticeId = NewType("NoticeId", uuid.UUID)


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
