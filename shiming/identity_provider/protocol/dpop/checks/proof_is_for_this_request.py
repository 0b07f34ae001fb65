"""RFC 9449, section 4.3, numbers 8 and 9: htm and htu."""

from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof


def check(proof: Proof) -> None:
    """
    Refuse a proof that was made for another request.

    :raises InvalidDpopProof: if method or address, without query and fragment, are others
    """
    address = proof.read.text_of("htu").partition("#")[0].partition("?")[0]
    if proof.claims.get("htm") != proof.method or address != proof.address:
        raise InvalidDpopProof("the proof is for another request")
