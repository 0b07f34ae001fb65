"""The order of the checks."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.userinfo.checks import (
    key_is_proven,
    level_suffices,
    scope_is_openid,
    token_comes_in_the_header,
    token_is_alive,
    token_is_for_us,
    token_is_known,
    token_is_presented,
)
from shiming.identity_provider.protocol.endpoints.userinfo.request import UserinfoRequest

CHECKS: tuple[Callable[[UserinfoRequest], None], ...] = (
    token_comes_in_the_header.check,
    token_is_presented.check,
    token_is_known.check,
    token_is_alive.check,
    key_is_proven.check,
    token_is_for_us.check,
    scope_is_openid.check,
    level_suffices.check,
)
