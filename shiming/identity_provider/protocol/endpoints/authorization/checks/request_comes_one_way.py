"""RFC 9101, section 5: parameters come plain, or by value, or by reference."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Envelope
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(envelope: Envelope) -> None:
    """
    Refuse a request that is there twice: two readers could read it differently.

    :raises UntrustedRequest: if it comes by value and by reference, or one of them twice
    """
    ways = {"request", "request_uri"}
    if envelope.parameters.repeated & {*ways, "client_id"}:
        raise UntrustedRequest("client_id, request and request_uri must come once")
    if all(envelope.parameters.get(way) for way in ways):
        raise UntrustedRequest("request and request_uri exclude each other")
