"""What the area needs from others, and the parameters it runs with."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Protocol

from shiming.identity_provider.protocol.provider import StepUpUrl, Terms
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.kernel.levels import Level
from shiming.kernel.outside import Fetched, Fetcher
from shiming.kernel.slots import Slot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """
    Who this provider is.

    `pairwise_salt` must never change: every client's mapping of its users hangs on it (S16-8).
    `hash_key` keeps codes, tokens and client secrets; changing it invalidates all of them.
    """

    issuer: str
    pairwise_salt: bytes = dataclasses.field(repr=False)
    hash_key: bytes = dataclasses.field(repr=False)
    session_cookie: str
    hosts: frozenset[str]
    takes_certificates: bool = False
    """Whether a proxy in front hands over clients' certificates (RFC 8705)."""
    is_sandbox_open: bool = False
    """Whether anybody may use sandbox clients, and not their testers alone: never in production."""
    strangers_per_minute: int = 300
    """What one address may have kept without a session or a secret, in each process."""
    terms: Terms = dataclasses.field(default_factory=Terms)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyPolicy:
    """When signing keys change; parameters of the deployment."""

    announced_for: dt.timedelta = dt.timedelta(hours=1)
    """Longer than clients keep the JWKS."""
    signs_for: dt.timedelta = dt.timedelta(days=90)
    kept_for: dt.timedelta = dt.timedelta(days=1)
    """Longer than an ID token lives and is shown as a hint."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecretPolicy:
    """How long the secrets of clients are good; a parameter of the deployment."""

    lives_for: dt.timedelta = dt.timedelta(days=365)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """What obliges systems to be connected, as the register names it (S19-8)."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class ActingSource(Protocol):
    """Whoever knows organisations and companies (`directory`, `legal_persons`), by wiring."""

    def __call__(
        self,
        *,
        person_id: uuid.UUID | None,
        organisation_id: uuid.UUID | None,
        legal_person_id: uuid.UUID | None,
    ) -> ActingRecord:
        """Return for whom a person acts, and in which office; and whether that has ended."""
        ...


def nobody_knows(
    *,
    person_id: uuid.UUID | None,  # noqa: ARG001  the shape of the port
    organisation_id: uuid.UUID | None,  # noqa: ARG001
    legal_person_id: uuid.UUID | None,  # noqa: ARG001
) -> ActingRecord:
    """Stand in for the areas that know, until they are wired."""
    return ActingRecord()


class UnitLevels(Protocol):
    """Whoever knows how surely a legal person is known (`legal_persons`), by wiring (S33-23)."""

    def __call__(
        self,
        *,
        account_id: uuid.UUID,
        legal_person_id: uuid.UUID | None,
        transaction: str,
        now: dt.datetime,
    ) -> tuple[Level, dt.datetime | None] | None:
        """
        Return the level of the legal person that is acted for, and until when it surely holds.

        Where nobody is acted for, it is the one whose own account this is; None if there is none.
        What was proven inside a `transaction` counts only for who names it.
        """
        ...


def nobody_knows_units(
    *,
    account_id: uuid.UUID,  # noqa: ARG001  the shape of the port
    legal_person_id: uuid.UUID | None,  # noqa: ARG001
    transaction: str,  # noqa: ARG001
    now: dt.datetime,  # noqa: ARG001
) -> tuple[Level, dt.datetime | None] | None:
    """Stand in for the area that knows, until it is wired."""
    return None


class ScimCaller(Protocol):
    """Whoever may call the SCIM endpoints that clients registered, and none of our machines."""

    def exchange(
        self,
        url: str,
        *,
        method: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] = ...,
    ) -> Fetched:
        """
        Ask `url` with a method and headers.

        :raises FetchFault: if there is no answer, or none may be asked for
        """
        ...


acting_source: Slot[ActingSource] = Slot("identity_provider.acting_source")
acting_source.fill(nobody_knows)
unit_levels: Slot[UnitLevels] = Slot("identity_provider.unit_levels")
unit_levels.fill(nobody_knows_units)
step_up_url: Slot[StepUpUrl] = Slot("identity_provider.step_up_url")
scim_caller: Slot[ScimCaller] = Slot("identity_provider.scim_caller")
fetcher: Slot[Fetcher] = Slot("identity_provider.fetcher")
"""Calls addresses that clients registered, and none of our own machines."""
provider_settings: Slot[ProviderSettings] = Slot("identity_provider.provider_settings")
key_policy: Slot[KeyPolicy] = Slot("identity_provider.key_policy")
key_policy.fill(KeyPolicy())
secret_policy: Slot[SecretPolicy] = Slot("identity_provider.secret_policy")
secret_policy.fill(SecretPolicy())
legal_basis: Slot[LegalBasis] = Slot("identity_provider.legal_basis")
