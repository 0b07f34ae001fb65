"""What other areas hang on a decision about an application."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from shiming.accounts.types.applications import ApprovedApplication
from shiming.kernel.actor import Actor
from shiming.kernel.slots import Slot


class ApprovalHook(Protocol):
    """Whoever does more than open an account when a kind of application is approved."""

    def approved(self, *, application: ApprovedApplication, actor: Actor, now: dt.datetime) -> None:
        """Act in the transaction of the approval; a refusal raised here undoes all of it."""
        ...


approval_hooks: Slot[Mapping[str, ApprovalHook]] = Slot("accounts.approval_hooks")
approval_hooks.fill({})
