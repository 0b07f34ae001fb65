"""OpenID Connect Core Error Code unmet_authentication_requirements, section 1."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import UnmetAuthenticationRequirements
from shiming.kernel.levels import Level


def check(request: AuthorizationRequest) -> None:
    """
    Refuse at once what no proof could reach.

    :raises UnmetAuthenticationRequirements: if none of the essential acr values is one of ours
    """
    demanded = request.claims.essential_acr
    if demanded and not any(Level.from_acr(acr) for acr in demanded):
        raise UnmetAuthenticationRequirements("none of the demanded acr values is supported")
