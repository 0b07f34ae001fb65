"""RFC 6749, section 2.3: not more than one authentication method in a request."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(presented: Presented) -> None:
    """
    Refuse credentials that come in two ways at once.

    :raises InvalidRequest: if they do, or name two clients
    """
    if presented.credentials.ways > 1:
        raise InvalidRequest("the client authenticates in more than one way")
