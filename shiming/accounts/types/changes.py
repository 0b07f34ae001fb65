"""What happened to an account, as those hear it who keep a second book of users (E6)."""

import dataclasses
import enum

from shiming.accounts.types.contacts import Contact, ContactKind
from shiming.accounts.types.ids import AccountId


class AccountChangeKind(enum.StrEnum):
    """What happened."""

    REGISTERED = "registered"
    IDENTIFIED = "identified"
    """The account has an owner now, or its owner a corrected name."""
    CONTACT_CHANGED = "contact_changed"
    LEVEL_CHANGED = "level_changed"
    """It may have: whoever listens compares."""
    MERGED = "merged"
    CLOSED = "closed"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """One change; what is not named here can be read from the account."""

    kind: AccountChangeKind
    account_id: AccountId
    portal_code: str = ""
    """Of a registration: at which portal."""
    contact_kind: ContactKind | None = None
    was: Contact | None = None
    now: Contact | None = None
    main_id: AccountId | None = None
    """Of a merge: the account that is left."""
