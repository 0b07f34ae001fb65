"""One-time codes and human checks."""

import dataclasses
import datetime as dt
import enum

from shiming.accounts.types.ids import AgreementId, CodeId
from shiming.kernel.phones import Mobile


class CodePurpose(enum.StrEnum):
    """What a one-time code is good for; a code for one purpose is worthless for another."""

    REGISTER = "register"
    SIGN_IN = "sign_in"


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PendingCode:
    """A one-time code that waits to be entered, as its page may show it."""

    id: CodeId
    mobile: Mobile
    agreement_id: AgreementId | None
    sent_at: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    """What a form sent for its human check: a challenge with its answer, or a proof of work."""

    challenge: str = ""
    answer: str = ""
    proof: str = ""
