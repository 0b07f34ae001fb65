"""RFC 9449, section 4.3, number 11: iat."""

from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof

MOST_SECONDS = 60.0


def check(proof: Proof) -> None:
    """
    Refuse an old proof, and one of the future.

    :raises InvalidDpopProof: if iat is missing or more than a minute away
    """
    made_at = proof.read.number("iat")
    if made_at is None or abs(proof.now.timestamp() - made_at) > MOST_SECONDS:
        raise InvalidDpopProof("the proof is not fresh")
