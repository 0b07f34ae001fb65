"""CAS 3.0, section 2.1.1: renew."""

from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest
from shiming.identity_provider.protocol.errors import LoginRequired


def check(request: LoginRequest) -> None:
    """
    Ask for a new sign-in where the client wants one; only one made after this request counts.

    :raises LoginRequired: if the person signed in before
    """
    if request.must_renew and not request.is_new_sign_in:
        raise LoginRequired("the client asks for a new sign-in")
