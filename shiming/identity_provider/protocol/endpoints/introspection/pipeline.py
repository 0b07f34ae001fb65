"""The order of the checks: those that are refused, then those that make a token inactive."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.introspection.checks import (
    client_is_confidential,
    token_is_alive,
    token_is_for_this_client,
    token_is_known,
    token_is_presented,
)
from shiming.identity_provider.protocol.endpoints.introspection.request import IntrospectionRequest

OF_THE_REQUEST: tuple[Callable[[IntrospectionRequest], None], ...] = (
    client_is_confidential.check,
    token_is_presented.check,
)

OF_THE_TOKEN: tuple[Callable[[IntrospectionRequest], None], ...] = (
    token_is_known.check,
    token_is_for_this_client.check,
    token_is_alive.check,
)
