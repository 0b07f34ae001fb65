"""OpenID Connect Core, section 15.5.2: the nonce ties the ID token to the browser that asked."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest

LONGEST = 512


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request without a nonce: E1 makes it mandatory.

    :raises InvalidRequest: if it is missing or too long
    """
    nonce = request.parameters.get("nonce")
    if not nonce:
        raise InvalidRequest("nonce is missing")
    if len(nonce) > LONGEST:
        raise InvalidRequest(f"nonce is longer than {LONGEST} characters")
