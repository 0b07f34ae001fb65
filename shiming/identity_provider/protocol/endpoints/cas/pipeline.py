"""The order of the checks; a test asserts it."""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.cas.checks import (
    level_suffices,
    person_is_welcome,
    service_is_registered,
    service_is_the_same,
    sign_in_is_fresh,
    sign_in_was_fresh,
    somebody_is_signed_in,
    ticket_is_alive,
    ticket_is_known,
    validation_is_complete,
    way_in_is_accepted,
)
from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest, Validation

BEFORE_REDIRECT: tuple[Callable[[LoginRequest], None], ...] = (service_is_registered.check,)
"""Its failure is shown to the person and never sent anywhere."""

OF_THE_PERSON: tuple[Callable[[LoginRequest], None], ...] = (
    somebody_is_signed_in.check,
    sign_in_is_fresh.check,
    way_in_is_accepted.check,
    person_is_welcome.check,
    level_suffices.check,
)
"""Their failures lead the person to what is missing."""

OF_THE_QUESTION: tuple[Callable[[Validation], None], ...] = (
    validation_is_complete.check,
    ticket_is_known.check,
)
"""After them the ticket is used up, whatever the checks that follow say (CAS 3.0, 3.1.1)."""

OF_THE_TICKET: tuple[Callable[[Validation], None], ...] = (
    ticket_is_alive.check,
    service_is_the_same.check,
    sign_in_was_fresh.check,
)
