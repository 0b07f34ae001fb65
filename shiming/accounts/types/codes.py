"""One-time codes and human checks."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping

from shiming.accounts.types.contacts import Contact, mobile_of
from shiming.accounts.types.ids import AgreementId, CodeId
from shiming.kernel.phones import Mobile


class CodePurpose(enum.StrEnum):
    """What a one-time code is good for; a code for one purpose is worthless for another."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    SIGN_IN_WITH_DOCUMENT = "sign_in_with_document"
    SIGN_IN_AS_FILED = "sign_in_as_filed"
    SECOND_FACTOR = "second_factor"
    CONFIRM = "confirm"
    RECOVER = "recover"
    BIND_CONTACT = "bind_contact"
    CONFIRM_CONTACT = "confirm_contact"
    BANK_CARD = "bank_card"
    SIGN_IN_FOR_UNIT = "sign_in_for_unit"
    APPLY = "apply"


class HumanCheckKind(enum.StrEnum):
    """How a form tells people from robots (A9)."""

    PICTURE = "picture"
    ARITHMETIC = "arithmetic"
    PROOF_OF_WORK = "proof_of_work"


class CheckedForm(enum.StrEnum):
    """A form that a policy may put behind a human check."""

    REGISTER = "register"
    PASSWORD_SIGN_IN = "password_sign_in"  # noqa: S105  the name of a form
    SMS_SIGN_IN = "sms_sign_in"
    DOCUMENT_SIGN_IN = "document_sign_in"
    NUMBER_SIGN_IN = "number_sign_in"
    FILED_SIGN_IN = "filed_sign_in"
    STAFF_SIGN_IN = "staff_sign_in"
    UNIT_SIGN_IN = "unit_sign_in"
    RECOVER = "recover"
    APPLY = "apply"
    APPLY_FOR_OFFICE = "apply_for_office"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PendingCode:
    """A one-time code that waits to be entered, as its page may show it."""

    id: CodeId
    contact: Contact
    agreement_id: AgreementId | None
    sent_at: dt.datetime
    expires_at: dt.datetime
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def mobile(self) -> Mobile:
        """The number it went to; a code of a purpose that has e-mail too is asked for `contact`."""
        return mobile_of(self.contact)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    """What a form sent for its human check: a challenge with its answer, or a proof of work."""

    challenge: str = ""
    answer: str = ""
    proof: str = ""
