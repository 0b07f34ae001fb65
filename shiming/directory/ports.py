"""What the area needs from others: advice for the home page, tokens of programs, listeners."""

import dataclasses
import datetime as dt
from typing import Protocol

from shiming.accounts.types import AccountId
from shiming.directory.types import MachineCaller, PersonCaller, StaffChange
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.kernel.slots import Slot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingStep:
    """One proof that is missing, in the reader's language."""

    label: str
    way: str = ""
    """The cheapest way to give it, where it is not that of all the others."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LevelAdvice:
    """A person's level, and the next thing to do about it."""

    level: Level
    until: dt.datetime | None = None
    goal: str = ""
    """The level that can be reached next; empty where there is nothing left to do beforehand."""
    missing: tuple[MissingStep, ...] = ()
    way: str = ""
    """The way in which all that is missing can be given, if there is one."""
    under_way: str = ""
    """Where an attempt that was begun stands; empty if none was."""
    action_label: str = ""
    action_url: str = ""


class LevelAdvisor(Protocol):
    """Whoever knows what a person still lacks (`proofing`)."""

    def advice_for(self, viewer: Actor, now: dt.datetime) -> LevelAdvice:
        """Return the advice for the signed-in viewer."""
        ...


level_advisor: Slot[LevelAdvisor] = Slot("directory.level_advisor")


class MachineTokens(Protocol):
    """Whoever gives programs their tokens (`identity_provider`)."""

    def find_caller(self, *, token: str, resource: str, now: dt.datetime) -> MachineCaller | None:
        """Return the program that a live token for `resource` was given to, or None."""
        ...

    def find_person(self, *, token: str, resource: str, now: dt.datetime) -> PersonCaller | None:
        """Return whose a live token for `resource` is that somebody gave a program, or None."""
        ...


class StaffListener(Protocol):
    """Whoever passes on what becomes of members of staff (`identity_provider`)."""

    def staff_changed(
        self, *, account_id: AccountId, change: StaffChange, now: dt.datetime
    ) -> None:
        """Hear of a change, in the transaction that makes it."""
        ...


class NobodyListens:
    """Stands in where nothing is passed on."""

    def staff_changed(
        self, *, account_id: AccountId, change: StaffChange, now: dt.datetime
    ) -> None:
        """Pass nothing on."""


machine_tokens: Slot[MachineTokens] = Slot("directory.machine_tokens")
staff_listener: Slot[StaffListener] = Slot("directory.staff_listener")
staff_listener.fill(NobodyListens())
scim_address: Slot[str] = Slot("directory.scim_address")
"""Where SCIM is served, from the scheme on: the resource that tokens must be for."""
