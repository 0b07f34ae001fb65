"""RFC 9449, section 7: a bound token comes with a proof of its key, under its own scheme."""

from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


def check(request: UserinfoRequest) -> None:
    """
    Refuse a bound token from who does not hold its key, and a proof that binds nothing.

    :raises InvalidToken: if scheme, token and proof do not fit together
    """
    bound_to = request.known_token.confirmation
    if request.is_dpop is not bool(bound_to) or bound_to != request.confirmation:
        raise InvalidToken("the access token is not bound to this key")
