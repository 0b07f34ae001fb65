"""RFC 7523, section 3, number 9; RFC 8725, sections 3.1 and 3.11: algorithms, keys and types."""

from shiming.identity_provider.protocol import tokens_of_others
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient

_TYPES = frozenset({"", "JWT", "CLIENT-AUTHENTICATION+JWT"})


def check(presented: Presented) -> None:
    """
    Refuse an assertion that no registered key of the client signed.

    What a client signed for another purpose is none: a request object goes through browsers.

    :raises InvalidClient: if it cannot be read, its algorithm is not on the list (`none` and the
        symmetric ones are not), its header names another type or brings keys along, or the
        signature is another's
    """
    assertion = presented.assertion
    if (
        assertion is None
        or "jwk" in assertion.header
        or str(assertion.header.get("typ", "")).upper() not in _TYPES
        or not tokens_of_others.is_signed(assertion, presented.known_client.jwks)
    ):
        raise InvalidClient("client authentication failed")
