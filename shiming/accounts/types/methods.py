"""The ways in, and what a try at one of them is counted as."""

import dataclasses
import enum
from typing import TYPE_CHECKING

from shiming.accounts.types.accounts import AccountKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class SignInMethod(enum.StrEnum):
    """A way to sign in (A7); a portal says which of them it offers."""

    PASSWORD = "password"  # noqa: S105  the name of a method
    SMS = "sms"
    DOCUMENT_SMS = "document_sms"
    DOCUMENT_PASSWORD = "document_password"  # noqa: S105  the name of a method
    NUMBER_PASSWORD = "number_password"  # noqa: S105  the name of a method
    FILED = "filed"
    FACE = "face"
    DOCUMENT_FACE = "document_face"
    QR = "qr"
    PASSKEY = "passkey"
    CERTIFICATE = "certificate"
    WECHAT = "wechat"
    QQ = "qq"
    LICENCE = "licence"
    UNIT = "unit"
    STAFF = "staff"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MethodFacts:
    """One way in, as the sign-in page lists it; `policies/methods.py` holds them all."""

    method: SignInMethod
    title: "_StrPromise"
    url_name: str
    kinds: frozenset[AccountKind]
    amr: tuple[str, ...]
    """The RFC 8176 names that a session begun this way carries."""
    is_tab: bool = False
    """Whether it is one of the tabs above the form; the others stand below as links."""
    is_offered_unasked: bool = True
    """Whether a portal that names no methods offers it."""


class AttemptKind(enum.StrEnum):
    """What a try is counted as; each kind has counters of its own in `CounterScope`."""

    PASSWORD = "password"  # noqa: S105  the name of a counter
    CODE_GUESS = "code_guess"
    SECOND_FACTOR = "second_factor"
    FACE = "face"
    FACE_CONFIRM = "face_confirm"
    RECOVERY = "recovery"
    FACE_RECOVERY = "face_recovery"
    CERTIFICATE = "certificate"
    AGREEMENT = "agreement"
