"""C2: what scopes and resources demand, held once more when the code is redeemed."""

from shiming.identity_provider.protocol.endpoints.token.request import Redemption
from shiming.identity_provider.protocol.errors import InvalidGrant, InvalidTarget


def check(redemption: Redemption) -> None:
    """
    Refuse a code whose person has fallen below what the client or a scope of it demands.

    :raises InvalidGrant: if that is so; a new authorization leads them to the missing proof
    :raises InvalidTarget: if only the resource that is named demands more
    """
    request, held, grant = redemption.request, redemption.held, redemption.known_code.grant
    if held.level < request.least_level(held) or request.falls_short(held, grant.scopes):
        raise InvalidGrant("the level of the person is too low for what was granted")
    if request.falls_short(held, request.resources or grant.resources):
        raise InvalidTarget("the level of the person is too low for a resource")
