"""The order of the checks."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.device_authorization.checks import (
    grant_type_is_the_clients,
    resources_are_allowed,
    scopes_are_allowed,
)
from shiming.identity_provider.protocol.endpoints.device_authorization.request import (
    DeviceAuthorizationRequest,
)

CHECKS: tuple[Callable[[DeviceAuthorizationRequest], None], ...] = (
    grant_type_is_the_clients.check,
    scopes_are_allowed.check,
    resources_are_allowed.check,
)
