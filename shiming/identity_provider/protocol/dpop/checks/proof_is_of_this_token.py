"""RFC 9449, section 4.3, number 12: ath."""

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof


def check(proof: Proof) -> None:
    """
    Refuse a proof that was made for another access token.

    :raises InvalidDpopProof: if one came along and ath is not its hash
    """
    if proof.access_token and proof.read.text_of("ath") != digests.s256(proof.access_token):
        raise InvalidDpopProof("the proof is for another access token")
