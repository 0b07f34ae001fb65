"""Ports: who hears of changes to accounts."""

import datetime as dt
from typing import Protocol

from shiming.accounts.types import AccountChange
from shiming.kernel.actor import Actor
from shiming.kernel.slots import Slot


class AccountChangeListener(Protocol):
    """Whoever keeps other books of users in step with this one (`trust_sources`, E6)."""

    def account_changed(self, change: AccountChange, *, actor: Actor, now: dt.datetime) -> None:
        """Note a change, in the transaction that makes it; nothing outside is called here."""
        ...


class NobodyKeepsBooks:
    """A platform that stands alone."""

    def account_changed(self, change: AccountChange, *, actor: Actor, now: dt.datetime) -> None:
        """Tell nobody."""


account_changes: Slot[AccountChangeListener] = Slot("accounts.account_changes")
account_changes.fill(NobodyKeepsBooks())
