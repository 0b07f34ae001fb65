"""RFC 8707, section 2.2: no resource beyond those of the authorization."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidTarget


def check(redemption: Redemption) -> None:
    """
    Refuse a resource that the person did not agree to.

    :raises InvalidTarget: if resources were named when the code was asked for, and this is another
    """
    granted = redemption.known_code.grant.resources
    if granted and not set(granted).issuperset(redemption.request.resources):
        raise InvalidTarget("a resource was not granted")
