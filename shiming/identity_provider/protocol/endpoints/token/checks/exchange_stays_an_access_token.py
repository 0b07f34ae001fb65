"""RFC 8693, section 2.1: requested_token_type."""

from shiming.identity_provider.protocol.endpoints.token.checks.subject_token_is_known import (
    ACCESS_TOKEN,
)
from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(exchange: Exchange) -> None:
    """
    Refuse to make anything but an access token of one.

    :raises InvalidRequest: if another type is asked for
    """
    if exchange.request.parameters.get("requested_token_type") not in {"", ACCESS_TOKEN}:
        raise InvalidRequest("requested_token_type must be that of an access token")
