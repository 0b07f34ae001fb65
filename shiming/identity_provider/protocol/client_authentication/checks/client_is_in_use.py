"""RFC 6749, section 5.2: invalid_client."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse a client that is unknown or suspended, in the words for a wrong secret.

    Whether an identifier exists is nobody's business.

    :raises InvalidClient: if it is
    """
    if presented.client is None or not presented.client.is_active:
        raise InvalidClient("client authentication failed")
