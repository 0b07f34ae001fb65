"""
What a token is bound to, as one text: a key (RFC 9449) or a certificate (RFC 8705, section 3).

The thumbprint of a key stands as it is, that of a certificate behind a mark; empty is bound to
nothing.
"""

import datetime as dt

from shiming.identity_provider.protocol import certificates

_CERTIFICATE = "x5t:"


def of_certificate(presented: str, now: dt.datetime) -> str:
    """Return what the certificate of a connection confirms; nothing if there is no valid one."""
    certificate = certificates.read(presented)
    if certificate is None or not certificates.is_valid_at(certificate, now):
        return ""
    return f"{_CERTIFICATE}{certificates.thumbprint(certificate)}"


def is_certificate(confirmation: str) -> bool:
    """Tell whether a token is bound to a certificate."""
    return confirmation.startswith(_CERTIFICATE)


def is_key(confirmation: str) -> bool:
    """Tell whether a token is bound to a key that is proven with each request."""
    return bool(confirmation) and not is_certificate(confirmation)


def token_type(confirmation: str) -> str:
    """Return under which scheme a token is shown; a certificate comes with the connection."""
    return "DPoP" if is_key(confirmation) else "Bearer"


def claim(confirmation: str) -> dict[str, str]:
    """Return `cnf` (RFC 7800) of a token that is bound."""
    if is_certificate(confirmation):
        return {"x5t#S256": confirmation.removeprefix(_CERTIFICATE)}
    return {"jkt": confirmation}
