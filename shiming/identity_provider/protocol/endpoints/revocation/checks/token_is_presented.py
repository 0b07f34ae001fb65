"""RFC 7009, section 2.1: token."""

from shiming.identity_provider.protocol.endpoints.revocation.request import RevocationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: RevocationRequest) -> None:
    """
    Refuse to revoke nothing.

    :raises InvalidRequest: if token is missing
    """
    if not request.parameters.get("token"):
        raise InvalidRequest("token is missing")
