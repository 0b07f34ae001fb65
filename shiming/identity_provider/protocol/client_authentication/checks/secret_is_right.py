"""RFC 6749, section 2.3.1: the client password."""

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse a wrong secret.

    :raises InvalidClient: if it is not the one that was handed out
    """
    if not digests.is_secret(
        key=presented.hash_key,
        presented=presented.credentials.secret,
        stored_hash=presented.known_client.secret_hash,
    ):
        raise InvalidClient("client authentication failed")
