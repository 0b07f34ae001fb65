"""RFC 9449, section 8: a nonce chosen by the server."""

from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import UseDpopNonce


def check(proof: Proof) -> None:
    """
    Refuse a proof without a nonce of ours, if we hand them out; the answer brings a new one.

    :raises UseDpopNonce: if it holds none, an old one, or one of somebody else
    """
    if proof.nonces and proof.read.text_of("nonce") not in proof.nonces:
        raise UseDpopNonce("the proof must hold the nonce of the DPoP-Nonce header")
