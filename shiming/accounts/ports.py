"""What the area needs from others, and the parameters it runs with."""

import datetime as dt
from typing import Protocol

from shiming.accounts.types import AccountId, AccountPolicy, PersonId
from shiming.kernel.levels import Level
from shiming.kernel.slots import Slot


class LevelSource(Protocol):
    """Whoever computes levels from evidence (`proofing`)."""

    def level_of(self, person_id: PersonId, now: dt.datetime) -> tuple[Level, dt.datetime | None]:
        """Return the person's level at `now` and the instant until which it surely holds."""
        ...


class PermissionSource(Protocol):
    """Whoever knows which functions an account may use for itself (`directory`)."""

    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        """Return the permissions that the account carries at `now`."""
        ...


class AfterRegistration(Protocol):
    """Where a journey goes on after registration in the variant «real-name at once» (S13-2)."""

    def continue_url(self, account_id: AccountId) -> str:
        """Return the address of the page that comes next, within this site."""
        ...


level_source: Slot[LevelSource] = Slot("accounts.level_source")
permission_source: Slot[PermissionSource] = Slot("accounts.permission_source")
after_registration: Slot[AfterRegistration] = Slot("accounts.after_registration")
policy: Slot[AccountPolicy] = Slot("accounts.policy")
