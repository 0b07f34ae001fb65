"""What the checks of the token endpoint look at."""

import base64
import binascii
import dataclasses
import datetime as dt
import urllib.parse

from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord, CodeRecord, TokenRecord
from shiming.identity_provider.types import AuthMethod


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client presented to prove who it is, in the one way that it chose."""

    method: AuthMethod
    client_id: str
    secret: str = dataclasses.field(default="", repr=False)
    ways: int = 1
    """In how many ways at once; more than one is an error (RFC 6749, section 2.3)."""

    @classmethod
    def read(cls, parameters: Parameters, authorization: str) -> "Credentials":
        """
        Read the credentials out of the header or the body.

        :raises InvalidClient: if the header cannot be read
        """
        in_body = bool(parameters.get("client_secret"))
        if authorization:
            name, secret = _read_basic(authorization)
            stated = parameters.get("client_id")
            contradicts = in_body or stated not in {"", name}
            return cls(method=AuthMethod.BASIC, client_id=name, secret=secret, ways=1 + contradicts)
        return cls(
            method=AuthMethod.POST if in_body else AuthMethod.NONE,
            client_id=parameters.get("client_id"),
            secret=parameters.get("client_secret"),
        )


def _read_basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient("the Authorization scheme must be Basic")
    try:
        name, colon, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidClient("the Authorization header cannot be read") from error
    if not colon:
        raise InvalidClient("the Authorization header cannot be read")
    # Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1).
    name, secret = urllib.parse.unquote_plus(name), urllib.parse.unquote_plus(secret)
    if "\0" in name:
        # PostgreSQL takes no such text, not even to look for it.
        raise InvalidClient("the Authorization header cannot be read")
    return name, secret


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What a client asks of the token endpoint; complete as far as its checks need it."""

    parameters: Parameters
    credentials: Credentials
    client: ClientRecord | None
    hash_key: bytes = dataclasses.field(repr=False)
    now: dt.datetime

    @property
    def known_client(self) -> ClientRecord:
        """The client, after `client_is_authenticated`."""
        if self.client is None:
            raise AssertionError("a check ran before client_is_authenticated")
        return self.client


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
