"""RFC 9449, section 4.2: jti."""

from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof

LONGEST = 255


def check(proof: Proof) -> None:
    """
    Refuse a proof that could not be told from its copy.

    :raises InvalidDpopProof: if jti is missing or very long
    """
    if not 0 < len(proof.read.text_of("jti")) <= LONGEST:
        raise InvalidDpopProof("the proof has no jti")
