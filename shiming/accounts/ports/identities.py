"""Ports: identities, filed people and where a journey goes on."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from shiming.accounts.ports.rights import permission_source
from shiming.accounts.types import (
    SELF_KEY,
    AccountId,
    Filing,
    IdentityFacts,
    PersonId,
)
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.slots import Slot


class IdentitySource(Protocol):
    """Whoever knows in which capacities people act (`legal_persons`, `directory`)."""

    def list_identities(
        self, *, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> Sequence[IdentityFacts]:
        """Return the capacities that the account may take, oneself first."""
        ...

    def find_identity(
        self, *, key: str, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> ActingIdentity | None:
        """Return a capacity with its present permissions, or None if it is not the account's."""
        ...


class OnlyMyself:
    """A platform whose people act for themselves alone."""

    def list_identities(
        self,
        *,
        account_id: AccountId,  # noqa: ARG002  a port's shape
        person_id: PersonId | None,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> Sequence[IdentityFacts]:
        """Return oneself."""
        return (IdentityFacts(key=SELF_KEY, kind=ActingKind.SELF),)

    def find_identity(
        self,
        *,
        key: str,
        account_id: AccountId,
        person_id: PersonId | None,  # noqa: ARG002  a port's shape
        now: dt.datetime,
    ) -> ActingIdentity | None:
        """Return oneself, with the permissions that the account carries."""
        if key != SELF_KEY:
            return None
        return ActingIdentity(permissions=permission_source().permissions_of(account_id, now))


class LandingPage(Protocol):
    """Whoever knows the desks of officers (`directory`)."""

    def landing_url(self, permissions: frozenset[str]) -> str:
        """Return the page that opens after sign-in for these permissions; empty for one's own."""
        ...


class EverybodyAtHome:
    """A platform on which sign-in leads everybody to their own page."""

    def landing_url(self, permissions: frozenset[str]) -> str:  # noqa: ARG002  a port's shape
        """Return no page."""
        return ""


class AfterRegistration(Protocol):
    """Where a journey goes on after registration in the variant «real-name at once» (S13-2)."""

    def continue_url(self, account_id: AccountId) -> str:
        """Return the address of the page that comes next, within this site."""
        ...


class FilingSource(Protocol):
    """Whoever keeps the persons filed by card reader or by their enterprise (S27-1, S27-2)."""

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:
        """Return how the holder of a document was filed, or None."""
        ...


class NobodyIsFiled:
    """A platform without a card-reader file."""

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:  # noqa: ARG002  a port's shape
        """Return nobody."""
        return None


identity_source: Slot[IdentitySource] = Slot("accounts.identity_source")
identity_source.fill(OnlyMyself())
landing_page: Slot[LandingPage] = Slot("accounts.landing_page")
landing_page.fill(EverybodyAtHome())
after_registration: Slot[AfterRegistration] = Slot("accounts.after_registration")
filing_source: Slot[FilingSource] = Slot("accounts.filing_source")
filing_source.fill(NobodyIsFiled())
