"""RFC 7662, section 2.2: a token that we did not issue is not active."""

from shiming.identity_provider.protocol.endpoints.introspection.request import (
    Inactive,
    IntrospectionRequest,
)


def check(request: IntrospectionRequest) -> None:
    """
    Say nothing of what is no token of ours.

    :raises Inactive: if it is unknown
    """
    if request.token is None:
        raise Inactive
