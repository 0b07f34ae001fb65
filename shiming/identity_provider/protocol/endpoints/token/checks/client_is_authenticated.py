"""RFC 6749, section 3.2.1: client authentication."""

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.types import AuthMethod


def check(request: TokenRequest) -> None:
    """
    Refuse a client that does not prove who it is in the way it is registered for.

    One answer for all: whether an identifier exists is nobody's business.

    :raises InvalidClient: if it is unknown or suspended, the way or the secret is wrong
    """
    client, credentials = request.client, request.credentials
    refusal = InvalidClient("client authentication failed")
    if client is None or not client.is_active or credentials.method is not client.auth_method:
        raise refusal
    if client.auth_method is not AuthMethod.NONE and not digests.is_secret(
        key=request.hash_key, presented=credentials.secret, stored_hash=client.secret_hash
    ):
        raise refusal
