"""RFC 6749, section 10.12: the state ties the answer to the browser that asked."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest

LONGEST = 2048


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request without a state: E1 makes it mandatory.

    :raises InvalidRequest: if it is missing or too long
    """
    if not request.state:
        raise InvalidRequest("state is missing")
    if len(request.state) > LONGEST:
        raise InvalidRequest(f"state is longer than {LONGEST} characters")
