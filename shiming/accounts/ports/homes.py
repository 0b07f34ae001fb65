"""Port: whoever knows where accounts are at home (`trust_sources`, E6)."""

import datetime as dt
from typing import Protocol

from shiming.accounts.types import AccountHome, AccountId
from shiming.kernel.slots import Slot


class HomeSource(Protocol):
    """Knows the other nodes."""

    def home_of(self, account_id: AccountId, *, now: dt.datetime) -> AccountHome | None:
        """Return where an account is at home, or None on a platform without other nodes."""
        ...


class NoOtherNodes:
    """A platform that stands alone."""

    def home_of(self, account_id: AccountId, *, now: dt.datetime) -> AccountHome | None:  # noqa: ARG002  there is nothing to look up
        """Know nothing that a person would have to be told."""
        return None


home_source: Slot[HomeSource] = Slot("accounts.home_source")
home_source.fill(NoOtherNodes())
