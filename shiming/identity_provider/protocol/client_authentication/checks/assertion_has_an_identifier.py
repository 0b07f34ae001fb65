"""RFC 7523, section 3, number 7: jti, which OpenID Connect Core, 9 demands."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient

LONGEST = 255


def check(presented: Presented) -> None:
    """
    Refuse an assertion that could not be told from its copy.

    :raises InvalidClient: if jti is missing or very long
    """
    if not 0 < len(presented.known_assertion.text_of("jti")) <= LONGEST:
        raise InvalidClient("client authentication failed")
