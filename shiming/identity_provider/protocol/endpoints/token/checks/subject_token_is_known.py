"""RFC 8693, section 2.1: subject_token and its type."""

from shiming.identity_provider.protocol.endpoints.token.request import Exchange
from shiming.identity_provider.protocol.errors import InvalidRequest

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - RFC 8693, 3


def check(exchange: Exchange) -> None:
    """
    Refuse what is no access token of ours.

    :raises InvalidRequest: if it is missing, unknown, or of another type
    """
    parameters = exchange.request.parameters
    if parameters.get("subject_token_type") != ACCESS_TOKEN:
        raise InvalidRequest("subject_token_type must be that of an access token")
    if exchange.subject is None:
        raise InvalidRequest("the subject token is unknown")
