"""What a client presents, in the one way that it chose."""

import base64
import binascii
import dataclasses
import urllib.parse

from shiming.identity_provider.protocol import tokens_of_others
from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.types import AuthMethod

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What was presented; a certificate comes with the connection and is looked at elsewhere."""

    method: AuthMethod
    client_id: str
    secret: str = dataclasses.field(default="", repr=False)
    """The secret or the assertion."""
    ways: int = 1
    """In how many ways at once; more than one is an error (RFC 6749, section 2.3)."""

    @classmethod
    def read(cls, parameters: Parameters, authorization: str) -> "Credentials":
        """
        Read the credentials out of the header or the body.

        :raises InvalidClient: if the header or the assertion cannot be read
        """
        assertion, secret = parameters.get("client_assertion"), parameters.get("client_secret")
        stated = parameters.get("client_id")
        ways = max(1, bool(authorization) + bool(assertion) + bool(secret))
        if authorization:
            name, secret = _read_basic(authorization)
            return cls(
                method=AuthMethod.BASIC,
                client_id=name,
                secret=secret,
                ways=ways + (stated not in {"", name}),
            )
        if assertion:
            if parameters.get("client_assertion_type") != ASSERTION_TYPE:
                raise InvalidClient("client_assertion_type is not supported")
            subject = tokens_of_others.stated_subject(assertion)
            return cls(
                method=AuthMethod.PRIVATE_KEY_JWT,
                client_id=subject,
                secret=assertion,
                ways=ways + (stated not in {"", subject}),
            )
        return cls(
            method=AuthMethod.POST if secret else AuthMethod.NONE,
            client_id=stated,
            secret=secret,
            ways=ways,
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
