"""E3: secrets end after twelve months."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient


def check(presented: Presented) -> None:
    """
    Refuse a secret past its term, in clear words: who gets here has shown the right one.

    :raises InvalidClient: if it is over
    """
    until = presented.known_client.secret_expires_at
    if until is not None and until <= presented.now:
        raise InvalidClient("the client secret has expired: draw a new one from the platform")
