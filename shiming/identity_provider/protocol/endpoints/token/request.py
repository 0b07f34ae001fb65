"""What the checks of the token endpoint look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.least_levels import NOBODY, Held
from shiming.identity_provider.protocol.messages import Parameters, Request
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    ClientRecord,
    CodeRecord,
    DeviceRecord,
    TokenRecord,
)
from shiming.identity_provider.types import GrantType
from shiming.kernel.levels import Level


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
        """
        The resources that the token is to be for (RFC 8707).

        An exchange may call one its audience (RFC 8693, section 2.1): passed over, it would get a
        token for all of ours in place of one for that service alone.
        """
        named = self.parameters.all("resource")
        if self.parameters.get("grant_type") == GrantType.TOKEN_EXCHANGE:
            named += self.parameters.all("audience")
        return tuple(dict.fromkeys(named))

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that it names; none: those that it may have anyway."""
        return self.parameters.words("scope")

    def least_level(self, held: Held) -> Level:
        """Return the level below which the client takes nobody of this kind of users."""
        return self.client.least_level(is_unit=held.is_unit)

    def falls_short(self, held: Held, names: tuple[str, ...]) -> bool:
        """Tell whether scopes or resources demand more than this level (C2)."""
        return self.provider.least_levels.least(names, is_unit=held.is_unit) > held.level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A code that somebody wants to turn into tokens."""

    request: TokenRequest
    code: CodeRecord | None
    held: Held = NOBODY
    """The level that whoever granted it has now."""

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
    held: Held = NOBODY
    """The level that whoever granted it has now."""

    @property
    def known_token(self) -> TokenRecord:
        """The token, after `refresh_token_is_known`."""
        if self.token is None:
            raise AssertionError("a check ran before refresh_token_is_known")
        return self.token

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of the new access token: as named, or all that the level still reaches."""
        least_levels = self.request.provider.least_levels
        return self.request.scopes or least_levels.reached(self.known_token.scopes, self.held)

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that it is for, in the same way."""
        grant = self.known_token.grant
        granted = grant.resources if grant else ()
        least_levels = self.request.provider.least_levels
        return self.request.resources or least_levels.reached(granted, self.held)


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
    held: Held = NOBODY
    """The level that whoever granted the subject's token has now."""

    @property
    def known_subject(self) -> TokenRecord:
        """The token to be exchanged, after `subject_token_is_known`."""
        if self.subject is None:
            raise AssertionError("a check ran before subject_token_is_known")
        return self.subject

    @property
    def is_own(self) -> bool:
        """Tell whether the client presents a token of its own, and not one that was sent to it."""
        return self.known_subject.client_pk == self.request.client.id

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources of the new token: as named, or a client's own as they were."""
        return self.request.resources or (self.known_subject.audience if self.is_own else ())

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of the new token: as named, or all that client, subject and level allow."""
        may_have = self.request.client.allowed_scopes
        theirs = tuple(one for one in self.known_subject.scopes if one in may_have)
        least_levels = self.request.provider.least_levels
        return self.request.scopes or least_levels.reached(theirs, self.held)
