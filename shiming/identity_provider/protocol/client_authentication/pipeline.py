"""The order of the checks: first who it claims to be, then how, then the proof of that way."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from shiming.identity_provider.protocol.client_authentication.checks import (
    assertion_has_an_identifier,
    assertion_is_for_us,
    assertion_is_fresh,
    assertion_is_signed,
    assertion_is_the_clients_own,
    certificate_is_the_registered,
    client_is_in_use,
    credentials_come_one_way,
    parameters_are_unrepeated,
    secret_is_in_time,
    secret_is_right,
    way_is_the_registered,
)
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.types import AuthMethod

Checks = tuple[Callable[[Presented], None], ...]

OF_EVERY_CLIENT: Checks = (
    parameters_are_unrepeated.check,
    credentials_come_one_way.check,
    client_is_in_use.check,
    way_is_the_registered.check,
)
OF_A_SECRET: Checks = (secret_is_right.check, secret_is_in_time.check)
OF_AN_ASSERTION: Checks = (
    assertion_is_signed.check,
    assertion_is_the_clients_own.check,
    assertion_is_for_us.check,
    assertion_is_fresh.check,
    assertion_has_an_identifier.check,
)
"""After them the identifier is spent: a copy of the assertion is refused (RFC 7523, 3)."""
OF_A_CERTIFICATE: Checks = (certificate_is_the_registered.check,)

OF_THE_WAY: Mapping[AuthMethod, Checks] = MappingProxyType(
    {
        AuthMethod.BASIC: OF_A_SECRET,
        AuthMethod.POST: OF_A_SECRET,
        AuthMethod.PRIVATE_KEY_JWT: OF_AN_ASSERTION,
        AuthMethod.TLS: OF_A_CERTIFICATE,
        AuthMethod.SELF_SIGNED_TLS: OF_A_CERTIFICATE,
        AuthMethod.NONE: (),
    }
)
