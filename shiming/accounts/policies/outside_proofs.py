"""Secrets of an errand to a social network: what goes along, and what must come back. Pure."""

import base64
import hashlib
import hmac
import uuid

from shiming.accounts.types import OutsideProofId


def state_of(proof_id: OutsideProofId, secret: str) -> str:
    """Return the `state` that the network hands back (RFC 6749, section 10.12)."""
    return f"{proof_id.hex}.{secret}"


def proof_id_of(state: str) -> OutsideProofId | None:
    """Return which errand a `state` is about, or None if it is none of ours in form."""
    try:
        return OutsideProofId(uuid.UUID(hex=state.partition(".")[0]))
    except ValueError:
        return None


def is_state_right(state: str, secret: str) -> bool:
    """Tell whether the secret part of `state` is the errand's."""
    given = state.partition(".")[2]
    return hmac.compare_digest(given.encode(), secret.encode())


def code_challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636), for networks that take one."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
