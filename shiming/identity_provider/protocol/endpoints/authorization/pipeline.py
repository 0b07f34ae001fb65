"""
The order of the checks, and nothing else.

The first table holds the checks after whose failure one must not redirect: until they have passed,
the address in the request is anybody's, and redirecting there would make us an open redirector
(RFC 6749, section 4.1.2.1; RFC 9700, section 4.11). A test asserts the order.
"""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.authorization.checks import (
    address_is_unrepeated,
    challenge_is_s256,
    claims_are_readable,
    client_is_known,
    consent_is_given,
    essential_level_exists,
    level_suffices,
    max_age_is_a_number,
    nonce_is_present,
    parameters_are_unrepeated,
    person_is_the_hinted,
    prompt_is_known,
    redirect_uri_is_registered,
    request_object_is_absent,
    response_is_a_code,
    scopes_are_allowed,
    sign_in_is_fresh,
    somebody_is_signed_in,
    state_is_present,
)
from shiming.identity_provider.protocol.endpoints.authorization.request import (
    AuthorizationRequest,
    Situation,
)

BEFORE_REDIRECT: tuple[Callable[[AuthorizationRequest], None], ...] = (
    address_is_unrepeated.check,
    client_is_known.check,
    redirect_uri_is_registered.check,
)
"""Their failures are shown to the person and never sent anywhere."""

OF_THE_REQUEST: tuple[Callable[[AuthorizationRequest], None], ...] = (
    parameters_are_unrepeated.check,
    state_is_present.check,
    request_object_is_absent.check,
    response_is_a_code.check,
    scopes_are_allowed.check,
    nonce_is_present.check,
    challenge_is_s256.check,
    prompt_is_known.check,
    max_age_is_a_number.check,
    claims_are_readable.check,
    essential_level_exists.check,
)
"""Their failures go back to the client."""

OF_THE_PERSON: tuple[Callable[[Situation], None], ...] = (
    somebody_is_signed_in.check,
    sign_in_is_fresh.check,
    person_is_the_hinted.check,
    level_suffices.check,
    consent_is_given.check,
)
"""Their failures lead the person to what is missing; with prompt=none they go to the client."""
