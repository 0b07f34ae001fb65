"""Ports: the rules of signing in and who hears of its end."""

import datetime as dt
from typing import Protocol

from shiming.accounts.types import (
    AccountPolicy,
    RelyingParty,
    SessionId,
)
from shiming.kernel.slots import Slot


class SessionEndListener(Protocol):
    """Whoever tells connected systems that a session is over (`identity_provider`, E2)."""

    def session_ended(self, *, session_id: SessionId, now: dt.datetime) -> None:
        """Note the end of a session, in the transaction that ends it."""
        ...

    def farewell_url(self, *, session_id: SessionId) -> str | None:
        """Return the page that says which systems were told, or None if nobody had to be."""
        ...


class NobodyListens:
    """A platform without connected systems."""

    def session_ended(self, *, session_id: SessionId, now: dt.datetime) -> None:
        """Tell nobody."""

    def farewell_url(self, *, session_id: SessionId) -> str | None:  # noqa: ARG002  a port's shape
        """Return no page."""
        return None


policy: Slot[AccountPolicy] = Slot("accounts.policy")
session_ended: Slot[SessionEndListener] = Slot("accounts.session_ended")
session_ended.fill(NobodyListens())
relying_party: Slot[RelyingParty] = Slot("accounts.relying_party")
site_hosts: Slot[frozenset[str]] = Slot("accounts.site_hosts")
"""The host names at which this installation answers: a portal is at one of them."""
site_hosts.fill(frozenset())
