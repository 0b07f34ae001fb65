"""RFC 7662, section 2.1: the endpoint demands authorization."""

from shiming.identity_provider.protocol.endpoints.introspection.request import IntrospectionRequest
from shiming.identity_provider.protocol.errors import InvalidClient
from shiming.identity_provider.types import AuthMethod


def check(request: IntrospectionRequest) -> None:
    """
    Refuse a client that proved nothing: it could try out tokens that it found.

    :raises InvalidClient: if it is a public one
    """
    if request.client.auth_method is AuthMethod.NONE:
        raise InvalidClient("public clients may not introspect")
