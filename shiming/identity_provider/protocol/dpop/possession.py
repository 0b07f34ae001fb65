"""From a `DPoP` header to the thumbprint of the key that its sender holds."""

import datetime as dt

from shiming.identity_provider.protocol import digests, tokens_of_others
from shiming.identity_provider.protocol.dpop import pipeline
from shiming.identity_provider.protocol.dpop.checks.proof_is_fresh import MOST_SECONDS
from shiming.identity_provider.protocol.dpop.proof import Proof
from shiming.identity_provider.protocol.errors import InvalidDpopProof
from shiming.identity_provider.protocol.messages import Request
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import SpendIdentifier, Steps

NONCE_LIVES = 300


def prove(
    request: Request, provider: Provider, now: dt.datetime, *, access_token: str = ""
) -> Steps[str]:
    """
    Return the thumbprint of the key that the sender proved to hold, empty without a proof.

    :raises InvalidDpopProof: if the proof is no good, or came before
    :raises UseDpopNonce: if it must hold a nonce of ours and does not
    """
    if not request.dpop:
        return ""
    token = tokens_of_others.read(request.dpop)
    jwk = token.header.get("jwk") if token else None
    proof = Proof(
        token=token,
        key=tokens_of_others.import_public(jwk) if isinstance(jwk, dict) else None,
        method=request.method,
        address=provider.address(request.path),
        access_token=access_token,
        nonces=frozenset(nonces(provider, now)) if provider.wants_dpop_nonce else frozenset(),
        now=now,
    )
    for check in pipeline.CHECKS:
        check(proof)

    if proof.key is None:
        raise AssertionError("proof_is_signed let a proof without a key pass")
    thumbprint = str(proof.key.thumbprint())
    is_new = yield from SpendIdentifier(
        hash=digests.keyed_hash(
            provider.hash_key, f"dpop\n{thumbprint}\n{proof.read.text_of('jti')}"
        ),
        expires_at=now + dt.timedelta(seconds=2 * MOST_SECONDS),
    )
    if not is_new:
        raise InvalidDpopProof("the proof came before")
    return thumbprint


def nonces(provider: Provider, now: dt.datetime) -> tuple[str, str]:
    """Return the nonce of the moment and the one before it; nothing is stored (section 8)."""
    window = int(now.timestamp()) // NONCE_LIVES
    current, former = (
        digests.keyed_hash(provider.hash_key, f"dpop-nonce\n{one}")[:32]
        for one in (window, window - 1)
    )
    return current, former
