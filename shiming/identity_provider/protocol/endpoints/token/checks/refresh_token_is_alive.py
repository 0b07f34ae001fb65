"""RFC 6749, section 6: the refresh token is valid."""

from shiming.identity_provider.protocol.endpoints.token.request import Refreshment
from shiming.identity_provider.protocol.errors import InvalidGrant


def check(refreshment: Refreshment) -> None:
    """
    Refuse a refresh token that is over.

    It outlives the browser, but not the sign-out: one sign-out ends everything (E2). Nor does it
    outlive the office that it was given in (S16-9).

    :raises InvalidGrant: if it expired, was revoked, the person signed out, or their office ended
    """
    token = refreshment.known_token
    is_over = token.is_revoked or token.expires_at <= refreshment.request.now
    if is_over or token.has_capacity_ended or not token.is_session_live:
        raise InvalidGrant("the refresh token is no longer valid")
