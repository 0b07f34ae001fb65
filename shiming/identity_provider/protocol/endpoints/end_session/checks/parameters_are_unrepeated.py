"""RFC 6749, section 3.1: parameters must not come more than once."""

from shiming.identity_provider.protocol.endpoints.end_session.request import EndSessionRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: EndSessionRequest) -> None:
    """
    Refuse a request that says anything twice.

    :raises UntrustedRequest: if a parameter is repeated
    """
    if request.parameters.repeated:
        raise UntrustedRequest("a parameter comes more than once")
