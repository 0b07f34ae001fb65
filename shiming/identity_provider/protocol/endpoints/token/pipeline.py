"""The order of the checks: first who asks, then what for, then the code or refresh token."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.token.checks import (
    client_is_authenticated,
    code_is_alive,
    code_is_known,
    code_is_unused,
    credentials_come_one_way,
    grant_type_is_supported,
    parameters_are_unrepeated,
    redirect_uri_is_the_same,
    refresh_token_is_alive,
    refresh_token_is_known,
    refresh_token_is_unused,
    scope_is_not_wider,
    verifier_fits_challenge,
)
from shiming.identity_provider.protocol.endpoints.token.request import (
    Redemption,
    Refreshment,
    TokenRequest,
)

OF_THE_REQUEST: tuple[Callable[[TokenRequest], None], ...] = (
    parameters_are_unrepeated.check,
    credentials_come_one_way.check,
    client_is_authenticated.check,
    grant_type_is_supported.check,
)

# The verifier before the reuse: only who made the code's request may set off a revocation.
OF_THE_CODE: tuple[Callable[[Redemption], None], ...] = (
    code_is_known.check,
    redirect_uri_is_the_same.check,
    verifier_fits_challenge.check,
    code_is_unused.check,
    code_is_alive.check,
)

OF_THE_REFRESH_TOKEN: tuple[Callable[[Refreshment], None], ...] = (
    refresh_token_is_known.check,
    refresh_token_is_unused.check,
    refresh_token_is_alive.check,
    scope_is_not_wider.check,
)
