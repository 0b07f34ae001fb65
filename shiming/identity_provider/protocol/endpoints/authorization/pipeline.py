"""
The order of the checks, and nothing else.

The first two tables hold the checks after whose failure one must not redirect: until they have
passed, the address in the request is anybody's, and redirecting there would make us an open
redirector (RFC 6749, section 4.1.2.1; RFC 9700, section 4.11). A test asserts the order.
"""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.authorization.checks import (
    account_is_chosen,
    address_is_unrepeated,
    challenge_is_s256,
    claims_are_readable,
    client_is_known,
    client_uses_codes,
    consent_is_given,
    essential_level_exists,
    key_thumbprint_is_one,
    level_suffices,
    max_age_is_a_number,
    nonce_is_present,
    parameters_are_unrepeated,
    person_is_the_hinted,
    person_is_welcome,
    prompt_is_known,
    redirect_uri_is_registered,
    registration_is_absent,
    request_comes_one_way,
    request_is_pushed_where_demanded,
    request_uri_is_pushed,
    resources_are_allowed,
    response_is_a_code,
    scopes_are_allowed,
    sign_in_is_fresh,
    somebody_is_signed_in,
    state_is_present,
    way_in_is_accepted,
)
from shiming.identity_provider.protocol.endpoints.authorization.request import (
    AuthorizationRequest,
    Envelope,
    Situation,
)

OF_THE_ENVELOPE: tuple[Callable[[Envelope], None], ...] = (
    request_comes_one_way.check,
    client_is_known.check,
    request_uri_is_pushed.check,
    request_is_pushed_where_demanded.check,
)
"""Whose request it is and how it came; their failures are shown to the person, and so are those of
the signature (`request_objects`), which is read after them."""

BEFORE_REDIRECT: tuple[Callable[[AuthorizationRequest], None], ...] = (
    address_is_unrepeated.check,
    redirect_uri_is_registered.check,
)
"""Their failures are shown to the person and never sent anywhere."""

OF_THE_REQUEST: tuple[Callable[[AuthorizationRequest], None], ...] = (
    parameters_are_unrepeated.check,
    state_is_present.check,
    registration_is_absent.check,
    client_uses_codes.check,
    response_is_a_code.check,
    scopes_are_allowed.check,
    resources_are_allowed.check,
    nonce_is_present.check,
    challenge_is_s256.check,
    key_thumbprint_is_one.check,
    prompt_is_known.check,
    max_age_is_a_number.check,
    claims_are_readable.check,
    essential_level_exists.check,
)
"""Their failures go back to the client."""

OF_THE_PERSON: tuple[Callable[[Situation], None], ...] = (
    somebody_is_signed_in.check,
    sign_in_is_fresh.check,
    way_in_is_accepted.check,
    account_is_chosen.check,
    person_is_the_hinted.check,
    person_is_welcome.check,
    level_suffices.check,
    consent_is_given.check,
)
"""Their failures lead the person to what is missing; with prompt=none they go to the client."""
