"""RFC 8628, section 3.3: the person's agreement is kept as a code."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(redemption: Redemption) -> None:
    """
    Refuse a device whose approval is gone.

    :raises InvalidGrant: if there is none, or it is another client's
    """
    code = redemption.code
    if code is None or code.grant.client_pk != redemption.request.client.id:
        raise InvalidGrant("the device code is unknown")
