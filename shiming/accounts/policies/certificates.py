"""What a card agent is told and what a key signs (docs/reference/card-agent.md). Pure rules."""

import datetime as dt
from collections.abc import Mapping, Sequence

from shiming.accounts.types import (
    AccountKind,
    CertificateHolder,
    OutsideAim,
    OutsideProofId,
    ProvenCertificate,
)

TICKET = "shiming-agent-ticket+jwt"
STATEMENT = "shiming-statement+jwt"
CERTIFICATE_METHODS = ("hwk", "pin")
_ACTIONS = ("certificates.list", "statement.sign")
_PURPOSES = {OutsideAim.SIGN_IN: "sign-in", OutsideAim.BIND: "bind"}
_TEXTS = {
    OutsideAim.SIGN_IN: "用数字证书登录 {origin}",
    OutsideAim.BIND: "把数字证书绑定到 {origin} 上的账户，今后可以用它登录",
}
_DOMAIN = b"shiming-statement-v1\0"
_BODIES = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


def common_claims(
    *, origin: str, nonce: str, now: dt.datetime, lifetime: dt.timedelta
) -> dict[str, str | int | Sequence[str]]:
    """Return the claims that ticket and statement share."""
    issued = int(now.timestamp())
    return {
        "iss": origin,
        "aud": "shiming-agent",
        "nonce": nonce,
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
    }


def ticket_claims(
    common: Mapping[str, str | int | Sequence[str]], *, origin: str
) -> dict[str, str | int | Sequence[str]]:
    """Return what the agent lets the page do."""
    return {**common, "origin": origin, "actions": _ACTIONS}


def statement_claims(
    common: Mapping[str, str | int | Sequence[str]],
    *,
    origin: str,
    aim: OutsideAim,
    proof_id: OutsideProofId,
) -> dict[str, str | int | Sequence[str]]:
    """Return what the person reads and the key signs."""
    text = _TEXTS[aim].format(origin=origin)
    return {**common, "jti": str(proof_id), "purpose": _PURPOSES[aim], "text": text}


def signed_bytes(statement: str) -> bytes:
    """Return exactly what the key signs: nothing else that it ever signs begins like this."""
    return _DOMAIN + statement.encode("ascii")


def is_fit_for(certificate: ProvenCertificate, *, kind: AccountKind) -> bool:
    """
    Tell whether such a certificate may sign in to such an account (S22-1).

    Certificates for doing business with (signing invoices, say) sign nobody in; a body's account
    takes the body's own.
    """
    if certificate.holder is CertificateHolder.BUSINESS:
        return False
    if kind in _BODIES:
        return certificate.holder is CertificateHolder.ORGANISATION
    return True
