"""RFC 7662, section 2.1: token."""

from shiming.identity_provider.protocol.endpoints.introspection.request import IntrospectionRequest
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: IntrospectionRequest) -> None:
    """
    Refuse a question about nothing.

    :raises InvalidRequest: if token is missing
    """
    if not request.parameters.get("token"):
        raise InvalidRequest("token is missing")
