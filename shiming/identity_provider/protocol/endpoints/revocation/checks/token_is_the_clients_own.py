"""RFC 7009, section 2.1: the token was issued to this client."""

from shiming.identity_provider.protocol.endpoints.revocation.request import RevocationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: RevocationRequest) -> None:
    """
    Refuse to revoke another client's token; an unknown one is as good as revoked (section 2.2).

    :raises InvalidRequest: if it is another's
    """
    if request.token is not None and request.token.client_pk != request.client.id:
        raise InvalidRequest("the token belongs to another client")
