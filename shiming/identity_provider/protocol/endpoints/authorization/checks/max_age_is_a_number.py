"""OpenID Connect Core, section 3.1.2.1: max_age."""

import re

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest

# Nine digits are thirty years, and no number that a time span could not hold.
SECONDS = re.compile(r"[0-9]{0,9}", re.ASCII)


def check(request: AuthorizationRequest) -> None:
    """
    Refuse a max_age that is no number of seconds.

    :raises InvalidRequest: if it is none
    """
    if not SECONDS.fullmatch(request.parameters.get("max_age")):
        raise InvalidRequest("max_age is not a number of seconds")
