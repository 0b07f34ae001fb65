"""C2, RFC 6749, section 6: a level that has fallen since the grant is honoured."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant, InvalidScope, InvalidTarget
from shiming.identity_provider.types import Scope


def check(refreshment: Refreshment) -> None:
    """
    Refuse what the level of the person does not reach any more.

    What was not named is left out instead, and the answer says so (RFC 6749, 3.3 and 5.1). Nothing
    of it is lost: once the person has proven themselves anew, the same token brings it again.

    :raises InvalidGrant: if the client takes them no longer, or nothing of the grant is left
    :raises InvalidScope: if a scope that is named is beyond their level
    :raises InvalidTarget: if a resource that is named is, or none that was granted is left
    """
    request, held, token = refreshment.request, refreshment.held, refreshment.known_token
    if held.level < request.least_level(held):
        raise InvalidGrant("the level of the person is too low for the client")
    if request.falls_short(held, request.scopes):
        raise InvalidScope("the level of the person is too low for a scope")
    is_openid_lost = Scope.OPENID in token.scopes and request.falls_short(held, (Scope.OPENID,))
    if is_openid_lost or not refreshment.scopes:
        raise InvalidGrant("the level of the person is too low for what was granted")
    is_bound = token.grant is not None and bool(token.grant.resources)
    if request.falls_short(held, request.resources) or (is_bound and not refreshment.resources):
        raise InvalidTarget("the level of the person is too low for a resource")
