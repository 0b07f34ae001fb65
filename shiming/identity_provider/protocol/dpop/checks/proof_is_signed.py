"""RFC 9449, section 4.3, numbers 2 to 7: one well-formed proof, signed by its own key."""

from shiming.identity_provider.protocol import tokens_of_others
from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof


def check(proof: Proof) -> None:
    """
    Refuse what is no proof.

    :raises InvalidDpopProof: if it cannot be read, is of another type, has an algorithm that is not
        on the list, brings no public key or a private one, or was not signed by it
    """
    token = proof.token
    if token is None or token.header.get("typ") != "dpop+jwt" or proof.key is None:
        raise InvalidDpopProof("the proof cannot be read")
    if not tokens_of_others.is_signed(token, [proof.key.as_dict(private=False)]):
        raise InvalidDpopProof("the proof is not signed by its key")
