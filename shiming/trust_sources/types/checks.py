"""Asking a source that only compares: Alipay, a bank card, the provident fund, the tax office."""

import dataclasses
import enum
import uuid
from typing import NewType

from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.trust_sources.types.sources import SourceProtocol

CheckId = NewType("CheckId", uuid.UUID)


class CheckOutcome(enum.StrEnum):
    """What a source says; `unavailable` never counts against anybody (B2)."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"
    WAITING = "waiting"
    """The person is on a page of the source now."""


class CheckState(enum.StrEnum):
    """Where a check stands."""

    ASKED = "asked"
    WAITING = "waiting"
    MATCH = "match"
    MISMATCH = "mismatch"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"


OPEN_CHECKS = frozenset({CheckState.ASKED, CheckState.WAITING})


class CheckEvent(enum.StrEnum):
    """The audit events of checks; `abuse` is the abuse log (A10)."""

    ASKED = "trust_sources.check.asked"
    ANSWERED = "trust_sources.check.answered"
    REFUSED = "trust_sources.abuse.check_refused"
    BROUGHT_BY_ANOTHER = "trust_sources.abuse.check_brought_by_another"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckQuestion:
    """
    What a source is asked to compare; which of it is sent, its protocol says.

    Name and number are those that a register has confirmed, the mobile is the one that the person
    has proven here: `typed` (a bank card, the number of an account) is all that somebody could
    make up. For a unit, the person is whoever acts for it.
    """

    name: PersonName
    number: DocumentNumber
    mobile: Mobile | None = None
    typed: str = dataclasses.field(default="", repr=False)
    credit_code: str = ""
    unit_name: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """
    What came of asking.

    A source with pages of its own answers `WAITING`: `url` is where the person goes, and
    `reference` is how the source calls this check.
    """

    outcome: CheckOutcome
    url: str = dataclasses.field(default="", repr=False)
    reference: str = dataclasses.field(default="", repr=False)
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckOffer:
    """A source that only compares, as its page shows it before anything is sent."""

    code: str
    name: str
    operator: str
    protocol: SourceProtocol
    sent: tuple[str, ...]
    """Which facts go to the source; words of `SENT`."""
    evidence_days: int


SENT = {
    SourceProtocol.ALIPAY: ("name", "number"),
    SourceProtocol.UNIONPAY: ("name", "number", "mobile", "card"),
    SourceProtocol.PROVIDENT_FUND: ("name", "number", "mobile", "account"),
    SourceProtocol.TAX_FILING: ("unit", "name", "number"),
}
