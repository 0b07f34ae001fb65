"""
The order of the checks, after those of client authentication and of the proof of possession.

First what for, then the code, refresh token, device code or token that is presented.
"""

from collections.abc import Callable

from shiming.identity_provider.protocol.endpoints.token.checks import (
    actor_is_alive,
    approval_is_known,
    client_is_confidential,
    code_is_alive,
    code_is_known,
    code_is_unused,
    code_reaches_its_level,
    device_code_is_fresh,
    device_code_is_known,
    device_is_patient,
    exchange_is_not_endless,
    exchange_reaches_its_level,
    exchange_stays_an_access_token,
    exchange_widens_no_resource,
    exchange_widens_no_scope,
    grant_type_is_supported,
    grant_type_is_the_clients,
    key_is_proven,
    key_is_the_announced,
    key_is_the_same,
    person_has_agreed,
    redirect_uri_is_the_same,
    refresh_token_is_alive,
    refresh_token_is_known,
    refresh_token_is_unused,
    refresh_token_reaches_its_level,
    resources_are_granted,
    resources_are_still_granted,
    resources_are_the_clients,
    scope_is_not_wider,
    scope_is_the_clients_own,
    subject_is_a_person,
    subject_is_alive,
    subject_is_for_this_client,
    subject_key_is_the_same,
    subject_token_is_known,
    verifier_fits_challenge,
)
from shiming.identity_provider.protocol.endpoints.token.request import (
    DevicePoll,
    Exchange,
    Redemption,
    Refreshment,
    TokenRequest,
)

OF_THE_REQUEST: tuple[Callable[[TokenRequest], None], ...] = (
    grant_type_is_supported.check,
    grant_type_is_the_clients.check,
    key_is_proven.check,
    resources_are_the_clients.check,
)

# The verifier before the reuse: only who made the code's request may set off a revocation.
OF_THE_CODE: tuple[Callable[[Redemption], None], ...] = (
    code_is_known.check,
    redirect_uri_is_the_same.check,
    verifier_fits_challenge.check,
    key_is_the_announced.check,
    code_is_unused.check,
    code_is_alive.check,
    resources_are_granted.check,
    code_reaches_its_level.check,
)

# The key before the reuse, for the same reason.
OF_THE_REFRESH_TOKEN: tuple[Callable[[Refreshment], None], ...] = (
    refresh_token_is_known.check,
    key_is_the_same.check,
    refresh_token_is_unused.check,
    refresh_token_is_alive.check,
    scope_is_not_wider.check,
    resources_are_still_granted.check,
    refresh_token_reaches_its_level.check,
)

OF_THE_CLIENT_ITSELF: tuple[Callable[[TokenRequest], None], ...] = (
    client_is_confidential.check,
    scope_is_the_clients_own.check,
)

OF_THE_DEVICE: tuple[Callable[[DevicePoll], None], ...] = (
    device_code_is_known.check,
    device_code_is_fresh.check,
    device_is_patient.check,
    person_has_agreed.check,
)
"""Then those of the code that the person's agreement made, from its reuse on."""

OF_THE_APPROVED_CODE: tuple[Callable[[Redemption], None], ...] = (
    approval_is_known.check,
    code_is_unused.check,
    code_is_alive.check,
    resources_are_granted.check,
    code_reaches_its_level.check,
)

OF_THE_EXCHANGE: tuple[Callable[[Exchange], None], ...] = (
    subject_token_is_known.check,
    subject_is_alive.check,
    subject_is_a_person.check,
    subject_is_for_this_client.check,
    subject_key_is_the_same.check,
    actor_is_alive.check,
    exchange_stays_an_access_token.check,
    exchange_widens_no_scope.check,
    exchange_widens_no_resource.check,
    exchange_is_not_endless.check,
    exchange_reaches_its_level.check,
)
