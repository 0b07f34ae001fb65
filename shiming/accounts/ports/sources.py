"""Port: other identity systems whose users are accepted (`trust_sources`, E4)."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from shiming.accounts.types import (
    AccountId,
    Challenge,
    OfferedSource,
    SourceAnswer,
    SourceTrust,
    SourceUse,
)
from shiming.kernel.actor import Actor
from shiming.kernel.slots import Slot


class TrustedSource(Protocol):
    """One source that may be used now."""

    @property
    def trust(self) -> SourceTrust:
        """What the contract lets its word do."""
        ...

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        """
        Return the address where the person shows the source who they are.

        :raises errors.OutsideUnavailable: if the source does not say where that is
        """
        ...

    def identify(
        self,
        *,
        answer: Mapping[str, str],
        redirect_uri: str,
        challenge: Challenge,
        code_verifier: str,
        now: dt.datetime,
    ) -> SourceAnswer:
        """Return who came back with `answer`, the query that the source sent them with."""
        ...

    def check_password(self, *, name: str, password: str, now: dt.datetime) -> SourceAnswer:
        """Return whose name and password of the source these are; neither is kept."""
        ...


class TrustedSources(Protocol):
    """Whoever knows the contracts with other identity systems."""

    def list_offered(
        self, *, portal: str, use: SourceUse, now: dt.datetime
    ) -> tuple[OfferedSource, ...]:
        """Return the sources that this portal offers now, those that are down included."""
        ...

    def find(self, code: str, *, portal: str, now: dt.datetime) -> TrustedSource | None:
        """Return a source that may be used at this portal now, or None."""
        ...

    def name_of(self, code: str) -> str | None:
        """Return what a source is called, even when it may not be used any more, or None."""
        ...

    def keep_word(
        self,
        code: str,
        *,
        account_id: AccountId,
        answer: SourceAnswer,
        actor: Actor,
        now: dt.datetime,
    ) -> None:
        """
        Keep as evidence what the source has just said of an account's owner.

        It writes in the caller's transaction. What the source said before and no longer says ends.
        A member of staff holds what their posts there give.

        :raises errors.SourceNotOffered: if the source was stopped, or its terms were replaced,
            since it was heard; nobody stops it or replaces them before the caller commits
        """
        ...

    def forget_posts(self, *, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
        """End what posts gave an account, in the caller's transaction: no source vouches now."""
        ...


class NoSources:
    """Stands in the slot where no other identity system is accepted."""

    def list_offered(
        self,
        *,
        portal: str,  # noqa: ARG002  there is nothing to look up
        use: SourceUse,  # noqa: ARG002
        now: dt.datetime,  # noqa: ARG002
    ) -> tuple[OfferedSource, ...]:
        """Offer nothing."""
        return ()

    def find(
        self,
        code: str,  # noqa: ARG002
        *,
        portal: str,  # noqa: ARG002
        now: dt.datetime,  # noqa: ARG002
    ) -> TrustedSource | None:
        """Know none."""
        return None

    def name_of(self, code: str) -> str | None:  # noqa: ARG002
        """Know none."""
        return None

    def keep_word(
        self,
        code: str,
        *,
        account_id: AccountId,
        answer: SourceAnswer,
        actor: Actor,
        now: dt.datetime,
    ) -> None:
        """Keep nothing."""

    def forget_posts(self, *, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
        """Forget nothing."""


trusted_sources: Slot[TrustedSources] = Slot("accounts.trusted_sources")
trusted_sources.fill(NoSources())
