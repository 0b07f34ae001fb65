"""The order of the checks; after none of these failures one may redirect."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.end_session.checks import (
    address_is_registered,
    hint_is_ours,
    parameters_are_unrepeated,
)
from shiming.identity_provider.protocol.endpoints.end_session.request import EndSessionRequest

CHECKS: tuple[Callable[[EndSessionRequest], None], ...] = (
    parameters_are_unrepeated.check,
    hint_is_ours.check,
    address_is_registered.check,
)
