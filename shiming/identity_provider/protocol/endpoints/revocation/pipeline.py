"""The order of the checks: before the token is looked for, and after."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.revocation.checks import (
    token_is_presented,
    token_is_the_clients_own,
)
from shiming.identity_provider.protocol.endpoints.revocation.request import RevocationRequest

OF_THE_REQUEST: tuple[Callable[[RevocationRequest], None], ...] = (token_is_presented.check,)
OF_THE_TOKEN: tuple[Callable[[RevocationRequest], None], ...] = (token_is_the_clients_own.check,)
