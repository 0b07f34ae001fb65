"""RFC 6750, sections 2 and 3.1; RFC 9700, section 4.3.2: never in an address, never in two ways."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: UserinfoRequest) -> None:
    """
    Refuse a token in the address or in the form, whether or not one is in the header too.

    :raises InvalidRequest: if there is one
    """
    if request.is_elsewhere:
        raise InvalidRequest("the access token must come in the Authorization header alone")
