"""RFC 9449, section 5.2: dpop_bound_access_tokens."""

from shiming.identity_provider.protocol import confirmations
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidDpopProof


def check(request: TokenRequest) -> None:
    """
    Refuse a client without a proof, if its tokens must be bound to a key.

    :raises InvalidDpopProof: if it must prove one and does not
    """
    if request.client.needs_dpop and not confirmations.is_key(request.confirmation):
        raise InvalidDpopProof("this client must prove a key")
