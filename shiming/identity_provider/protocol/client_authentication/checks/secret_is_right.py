"""RFC 6749, section 2.3.1: the client password."""

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse a wrong secret.

    :raises InvalidClient: if it is not the one that was handed out
    """
    client = presented.known_client
    hashes = [client.secret_hash]
    if client.old_secret_until is not None and presented.now < client.old_secret_until:
        # The one before it, while the client's machines change over one by one.
        hashes.append(client.old_secret_hash)
    shown = presented.credentials.secret
    if not any(
        digests.is_secret(key=presented.hash_key, presented=shown, stored_hash=stored)
        for stored in hashes
    ):
        raise InvalidClient("client authentication failed")
