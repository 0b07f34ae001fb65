"""OpenID Connect Core, section 9: the method that the client is registered for."""

from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.types import AuthMethod

# A certificate is no parameter: such clients send nothing but their identifier.
_SENT_AS = {
    AuthMethod.TLS: AuthMethod.NONE,
    AuthMethod.SELF_SIGNED_TLS: AuthMethod.NONE,
}


def check(presented: Presented) -> None:
    """
    Refuse every way but the registered one: a stolen secret must not replace a key.

    :raises InvalidClient: if the client took another way
    """
    registered = presented.known_client.auth_method
    if presented.credentials.method is not _SENT_AS.get(registered, registered):
        raise InvalidClient("client authentication failed")
