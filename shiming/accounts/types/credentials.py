"""Passkeys, authenticator apps, recovery codes: what proves somebody besides a password."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.kernel.phones import Mobile

PasskeyId = NewType("PasskeyId", uuid.UUID)


class Factor(enum.StrEnum):
    """What somebody can be asked for, at the second step of a sign-in or once more later on."""

    PASSWORD = "password"  # noqa: S105  the name of a factor
    PASSKEY = "passkey"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    SMS = "sms"


class PasskeyPurpose(enum.StrEnum):
    """What a passkey's answer is good for; one for one purpose is worthless for another."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    CONFIRM = "confirm"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """
    For whom authenticators keep keys: `id` is a host name or the domain above it.

    `origins` are the exact addresses of our pages. Browsers that know Related Origin Requests
    (WebAuthn level 3, section 5.11) ask for the same keys at those outside of `id`, too, once the
    host `id` says so.
    """

    id: str
    origins: tuple[str, ...]
    name: str

    @property
    def related(self) -> tuple[str, ...]:
        """Return the addresses at which browsers would not ask for the keys of themselves."""
        return tuple(one for one in self.origins if not self._is_within(one))

    def _is_within(self, origin: str) -> bool:
        host = origin.partition("://")[2].partition(":")[0]
        return host == self.id or host.endswith(f".{self.id}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FactorAnswer:
    """What somebody gave for a factor: typed digits, or what the browser got from a passkey."""

    factor: Factor
    text: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyFacts:
    """A passkey as its owner sees it in the list."""

    id: PasskeyId
    name: str
    is_synchronised: bool
    is_suspended: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    last_used_device: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TwoStepFacts:
    """What an account has for a second step."""

    is_on: bool
    is_mandatory: bool
    passkey_count: int
    totp_since: dt.datetime | None
    recovery_codes_left: int

    @property
    def has_factor(self) -> bool:
        """Tell whether there is something that could be asked for."""
        return self.factor_count > 0

    @property
    def factor_count(self) -> int:
        """Count the passkeys and the app; recovery codes only stand in for them."""
        return self.passkey_count + (self.totp_since is not None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewAuthenticator:
    """What an authenticator app has to be told, once."""

    secret: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecondStep:
    """What a sign-in that waits may be completed with."""

    factors: tuple[Factor, ...]
    mobile: Mobile | None
    trust_days: int
    """For how long this browser may do without a second step; 0 if it may not."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """With what somebody who is signed in may prove themselves once more."""

    factors: tuple[Factor, ...]
    mobile: Mobile | None
