"""What the checks of the token endpoint look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.messages import Parameters, Request
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    ClientRecord,
    CodeRecord,
    DeviceRecord,
    TokenRecord,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What an authenticated client asks of the token endpoint."""

    parameters: Parameters
    client: ClientRecord
    confirmation: str
    """Thumbprint of the key that the client proved to hold; empty if it proved none."""
    http: Request
    provider: Provider = dataclasses.field(repr=False)
    now: dt.datetime

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that the token is to be for (RFC 8707)."""
        return tuple(dict.fromkeys(self.parameters.all("resource")))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A code that somebody wants to turn into tokens."""

    request: TokenRequest
    code: CodeRecord | None

    @property
    def known_code(self) -> CodeRecord:
        """The code, after `code_is_known`."""
        if self.code is None:
            raise AssertionError("a check ran before code_is_known")
        return self.code


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Refreshment:
    """A refresh token that somebody wants to turn into new tokens."""

    request: TokenRequest
    token: TokenRecord | None

    @property
    def known_token(self) -> TokenRecord:
        """The token, after `refresh_token_is_known`."""
        if self.token is None:
            raise AssertionError("a check ran before refresh_token_is_known")
        return self.token


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DevicePoll:
    """A device that asks whether the person has agreed."""

    request: TokenRequest
    device: DeviceRecord | None

    @property
    def known_device(self) -> DeviceRecord:
        """The device, after `device_code_is_known`."""
        if self.device is None:
            raise AssertionError("a check ran before device_code_is_known")
        return self.device


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A token that somebody wants to turn into one for a service behind."""

    request: TokenRequest
    subject: TokenRecord | None
    actor: TokenRecord | None

    @property
    def known_subject(self) -> TokenRecord:
        """The token to be exchanged, after `subject_token_is_known`."""
        if self.subject is None:
            raise AssertionError("a check ran before subject_token_is_known")
        return self.subject
