"""RFC 6749, section 5.2: invalid_grant."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant, InvalidRequest


def check(redemption: Redemption) -> None:
    """
    Refuse a code that we did not give to this client.

    :raises InvalidRequest: if there is none
    :raises InvalidGrant: if it is unknown or another client's
    """
    request, code = redemption.request, redemption.code
    if not request.parameters.get("code"):
        raise InvalidRequest("code is missing")
    if code is None or code.grant.client_pk != request.client.id:
        raise InvalidGrant("the code is unknown")
