"""RFC 6749, section 3.2: parameters must not come more than once."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(presented: Presented) -> None:
    """
    Refuse a request that says anything twice.

    :raises InvalidRequest: if a parameter is repeated
    """
    if presented.parameters.repeated:
        raise InvalidRequest("a parameter comes more than once")
