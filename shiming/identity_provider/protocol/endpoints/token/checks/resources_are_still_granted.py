"""RFC 8707, section 2.2: no resource beyond those of the authorization."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(refreshment: Refreshment) -> None:
    """
    Refuse a resource that the person did not agree to.

    :raises InvalidTarget: if resources were named when the code was asked for, and this is another
    """
    grant = refreshment.known_token.grant
    granted = grant.resources if grant else ()
    if granted and not set(granted).issuperset(refreshment.request.resources):
        raise InvalidTarget("a resource was not granted")
