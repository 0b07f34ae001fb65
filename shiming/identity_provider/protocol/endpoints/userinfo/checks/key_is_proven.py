"""RFC 9449, section 7; RFC 8705, section 3: a bound token comes with its key or certificate."""

from shiming.identity_provider.protocol import confirmations
from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest
from shiming.identity_provider.protocol.errors import InvalidToken


class KeyNotProven(InvalidToken):
    """The token is bound to a key that is to be proven: the challenge must say so (section 7.1)."""


def check(request: UserinfoRequest) -> None:
    """
    Refuse a bound token from who does not hold its key, and a proof that binds nothing.

    :raises KeyNotProven: if it is bound to a key that this request does not prove
    :raises InvalidToken: if scheme, token and proof do not fit together
    """
    bound_to = request.known_token.confirmation
    if request.is_dpop is not confirmations.is_key(bound_to) or bound_to != request.confirmation:
        is_of_a_key = confirmations.is_key(bound_to)
        raise (KeyNotProven if is_of_a_key else InvalidToken)(
            "the access token is not bound to this key"
        )
