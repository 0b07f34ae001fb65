"""Words of the area: channels, kinds, states, receivers, and what gateways answer."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from typing_extensions import override

from shiming.kernel.actor import Actor
from shiming.kernel.phones import Mobile

OutboxId = NewType("OutboxId", uuid.UUID)
InboxId = NewType("InboxId", uuid.UUID)
TodoId = NewType("TodoId", uuid.UUID)
TemplateVersionId = NewType("TemplateVersionId", uuid.UUID)
ReminderId = NewType("ReminderId", uuid.UUID)

CHINESE = "zh-hans"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
OWNER = "owner"
"""The receiver of a rule that stands for whom a reminder was asked for."""
UNREAD_CAP = 100
"""Nobody needs to know more than «99+», and counting on costs more with every message."""


class Channel(enum.StrEnum):
    """Over what a message goes out."""

    SMS = "sms"
    EMAIL = "email"


class MessageKind(enum.StrEnum):
    """What a message is about; people filter by it, and may refuse some kinds."""

    NOTICE = "notice"
    RESULT = "result"
    SECURITY = "security"
    RISK = "risk"
    REMINDER = "reminder"
    ANNOUNCEMENT = "announcement"
    CODE = "code"
    """A one-time code: never in the message centre, never delayed, never refused."""

    @property
    def is_mandatory(self) -> bool:
        """Tell whether nobody can refuse it: decisions about people, and their account's safety."""
        return self in {MessageKind.CODE, MessageKind.SECURITY, MessageKind.RESULT}


class Shelf(enum.IntEnum):
    """Where a message of the message centre lies; the order is the one of the list."""

    UNREAD = 0
    READ = 1
    ARCHIVED = 2
    BINNED = 3


INBOX_SHELVES = (Shelf.UNREAD, Shelf.READ)


class DeliveryState(enum.StrEnum):
    """Where a message of the outbox stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHHELD = "withheld"
    """Not sent on purpose: the day's limit for the recipient was reached."""


class SendOutcome(enum.StrEnum):
    """What a gateway makes of a message; `UNAVAILABLE` is tried again, `REFUSED` is not."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class Receipt(enum.StrEnum):
    """What the mobile network reports about a text that it accepted."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class TemplateState(enum.StrEnum):
    """Where a version of a template stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    REFUSED = "refused"


class MessagePermission(enum.StrEnum):
    """What officers may do here."""

    DRAFT_TEMPLATE = "messages:template:draft"
    APPROVE_TEMPLATE = "messages:template:approve"
    READ_LOG = "messages:log:read"
    CONFIGURE_REMINDERS = "messages:reminder:configure"


class MessageEvent(enum.StrEnum):
    """What the audit trail records of messages."""

    SHELVED = "messages.message.shelved"
    RESTORED = "messages.message.restored"
    ALL_READ = "messages.message.all_read"
    PREFERENCES_CHANGED = "messages.preferences.changed"
    TEMPLATE_DRAFTED = "messages.template.drafted"
    TEMPLATE_PUBLISHED = "messages.template.published"
    TEMPLATE_REFUSED = "messages.template.refused"
    REMINDER_RULE_CHANGED = "messages.reminder.rule_changed"


class ReceiverKind(enum.StrEnum):
    """To whom a to-do or reminder goes: one account, all of a person's, a body's, an office's."""

    ACCOUNT = "account"
    PERSON = "person"
    LEGAL_PERSON = "legal_person"
    PERMISSION = "permission"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is meant; `str()` is the form that columns keep."""

    kind: ReceiverKind
    key: str

    @override
    def __str__(self) -> str:
        return f"{self.kind.value}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Receiver":
        """Read the form that columns keep."""
        kind, _, key = text.partition(":")
        return cls(kind=ReceiverKind(kind), key=key)

    @classmethod
    def account(cls, account_id: uuid.UUID) -> "Receiver":
        """Mean one account."""
        return cls(kind=ReceiverKind.ACCOUNT, key=str(account_id))

    @classmethod
    def person(cls, person_id: uuid.UUID) -> "Receiver":
        """Mean a natural person, whichever account they use."""
        return cls(kind=ReceiverKind.PERSON, key=str(person_id))

    @classmethod
    def legal_person(cls, legal_person_id: uuid.UUID) -> "Receiver":
        """Mean whoever acts for a legal person."""
        return cls(kind=ReceiverKind.LEGAL_PERSON, key=str(legal_person_id))

    @classmethod
    def permission(cls, permission: str) -> "Receiver":
        """Mean whoever holds a permission: a desk at which several people sit."""
        return cls(kind=ReceiverKind.PERMISSION, key=permission)

    @classmethod
    def all_of(cls, actor: Actor) -> "list[Receiver]":
        """Return every receiver that the actor is."""
        if actor.account_id is None:
            return []
        found = [cls.account(actor.account_id)]
        if actor.person_id is not None:
            found.append(cls.person(actor.person_id))
        if actor.identity.legal_person_id is not None:
            found.append(cls.legal_person(actor.identity.legal_person_id))
        found += [cls.permission(permission) for permission in sorted(actor.identity.permissions)]
        return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NamedIdentity:
    """A capacity in which an account can act, as the filter of the message centre offers it."""

    key: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """A gateway's answer, with its reference to the message or a code for the reason against it."""

    outcome: SendOutcome
    reference: str = ""
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SmsReceipt:
    """A report of the mobile network about the text with the gateway's `reference`."""

    reference: str
    receipt: Receipt
    detail: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Where an account can be reached."""

    mobile: Mobile | None = None
    email: str | None = dataclasses.field(default=None, repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessagePolicy:
    """
    The parameters of the area; wiring sets them.

    Texts to a mobile wait for the end of the quiet hours, except codes and mandatory notices. The
    two daily limits hold for one recipient: the lower one for what is not mandatory, the higher one
    for everything together.
    """

    own_hosts: frozenset[str] = frozenset({"localhost"})
    quiet_from: dt.time = dt.time(22, 0)
    quiet_until: dt.time = dt.time(8, 0)
    most_a_day: int = 10
    most_a_day_in_all: int = 60
    remind_from: dt.time = dt.time(9, 0)
    keep_outbox: dt.timedelta = dt.timedelta(days=180)
    keep_inbox: dt.timedelta = dt.timedelta(days=3 * 365)
    keep_binned: dt.timedelta = dt.timedelta(days=30)
    keep_done: dt.timedelta = dt.timedelta(days=365)
