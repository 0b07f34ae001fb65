"""Clients' certificates, as the proxy hands them over."""

import datetime as dt
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from shiming.identity_provider.protocol.signatures import base64url

LONGEST = 16 * 2**10


def read(text: str) -> x509.Certificate | None:
    """Read a certificate, percent-encoded (nginx) or not, or return None if it is none."""
    if not text or len(text) > LONGEST:
        return None
    pem = urllib.parse.unquote(text) if "%" in text else text
    # Some proxies replace line breaks, which a header cannot hold, by tabs or blanks.
    head, _, rest = pem.partition("-----BEGIN CERTIFICATE-----")
    body, end, _ = rest.partition("-----END CERTIFICATE-----")
    if head.strip() or not end:
        return None
    lines = "\n".join(body.split())
    whole = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
    try:
        certificate = x509.load_pem_x509_certificate(whole.encode("ascii", "replace"))
        # The parser is lazy: what is never asked for is never read.
        _ = certificate.subject, certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (ValueError, x509.InvalidVersion):
        return None
    return certificate


def is_valid_at(certificate: x509.Certificate, now: dt.datetime) -> bool:
    """Tell whether a certificate is within its term."""
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def subject(certificate: x509.Certificate) -> str:
    """Return the subject as RFC 4514 writes it."""
    return certificate.subject.rfc4514_string()


def thumbprint(certificate: x509.Certificate) -> str:
    """Return `x5t#S256` (RFC 8705, section 3.1)."""
    return base64url(certificate.fingerprint(hashes.SHA256()))
