"""Contacts: what a code can be sent to."""

import dataclasses
import datetime as dt
import enum
from typing import TypeAlias

from shiming.kernel.emails import EmailAddress
from shiming.kernel.phones import Mobile

Contact: TypeAlias = Mobile | EmailAddress


class ContactKind(enum.StrEnum):
    """What kind of contact it is."""

    MOBILE = "mobile"
    EMAIL = "email"


class ContactChangeReason(enum.StrEnum):
    """How a contact came to be changed; the history says it for ever."""

    BOUND = "bound"
    CHANGED = "changed"
    AT_COUNTER = "at_counter"
    TAKEN_OVER = "taken_over"
    """Somebody else proved the number: numbers are given out anew after a while."""
    LINKED = "linked"
    UNLINKED = "unlinked"
    CLOSED = "closed"
    NOT_PROVEN = "not_proven"
    """Another node had stated it for a unit, which was confirmed here without it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactChangeFacts:
    """One line of the history of an account's contacts."""

    kind: ContactKind
    reason: ContactChangeReason
    old_masked: str
    new_masked: str
    changed_at: dt.datetime


def kind_of(contact: Contact) -> ContactKind:
    """Return what kind of contact it is."""
    return ContactKind.MOBILE if isinstance(contact, Mobile) else ContactKind.EMAIL


def mobile_of(contact: Contact) -> Mobile:
    """Return a contact that can only be a mobile as one."""
    if not isinstance(contact, Mobile):
        raise TypeError("this is no mobile number")
    return contact
