"""OpenID Connect Core, section 3.1.2.1: prompt."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.endpoints.discovery import PROMPTS
from shiming.identity_provider.protocol.errors import InvalidRequest


def check(request: AuthorizationRequest) -> None:
    """
    Refuse prompts that we cannot honour, and none together with another.

    :raises InvalidRequest: if one is unknown, or they contradict each other
    """
    prompts = request.prompts
    if not set(PROMPTS).issuperset(prompts):
        raise InvalidRequest("a prompt is not supported")
    if "none" in prompts and len(prompts) > 1:
        raise InvalidRequest("prompt none stands alone")
