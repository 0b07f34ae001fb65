"""The order of the checks: the signature first, so that nothing unsigned is answered."""

from collections.abc import Callable

from shiming.identity_provider.protocol.dpop.checks import (
    nonce_is_ours,
    proof_has_an_identifier,
    proof_is_for_this_request,
    proof_is_fresh,
    proof_is_of_this_token,
    proof_is_signed,
)
from shiming.identity_provider.protocol.dpop.proof import Proof

CHECKS: tuple[Callable[[Proof], None], ...] = (
    proof_is_signed.check,
    proof_is_for_this_request.check,
    nonce_is_ours.check,
    proof_is_fresh.check,
    proof_has_an_identifier.check,
    proof_is_of_this_token.check,
)
"""After them the identifier is spent: a copy of the proof is refused (section 11.1)."""
