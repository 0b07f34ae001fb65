"""RFC 9449, section 10: dpop_jkt."""

import re

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest

THUMBPRINT = re.compile(r"(?:[A-Za-z0-9_-]{43})?")


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a thumbprint that can be none of a key.

    :raises InvalidRequest: if it is no base64url SHA-256 digest
    """
    if not THUMBPRINT.fullmatch(request.parameters.get("dpop_jkt")):
        raise InvalidRequest("dpop_jkt is not a base64url SHA-256 digest")
