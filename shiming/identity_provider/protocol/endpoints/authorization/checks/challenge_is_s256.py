"""RFC 7636, section 4.3: the code challenge."""

import re

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest

# A SHA-256 digest in base64url without padding has this and no other form.
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a request without PKCE, and with the method plain, which is also the one unnamed.

    :raises InvalidRequest: if there is no challenge of the method S256
    """
    if not request.parameters.get("code_challenge"):
        raise InvalidRequest("code_challenge is missing: PKCE is required")
    if request.parameters.get("code_challenge_method") != "S256":
        raise InvalidRequest("code_challenge_method must be S256")
    if not CHALLENGE.fullmatch(request.parameters.get("code_challenge")):
        raise InvalidRequest("code_challenge is not a base64url SHA-256 digest")
