"""Time-based one-time passwords (RFC 6238): six digits, every 30 seconds, SHA-1 as apps expect."""

import base64
import datetime as dt
import hmac
import secrets
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20
# One step before and one after: clocks differ, and typing takes its time.
_DRIFT = (-1, 0, 1)


def new_secret() -> str:
    """Return a fresh secret in base32, 160 bits as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, *, step: int) -> str:
    """Return the six digits of one step of time."""
    # SHA-1 as an HMAC is sound, and the only digest that every app understands.
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  see above
    return totp.generate(step * STEP_SECONDS).decode()


def step_of(moment: dt.datetime) -> int:
    """Return the number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, *, typed: str, now: dt.datetime) -> int | None:
    """Return the newest step whose code was typed, or None; takes as long for each answer."""
    given = typed.encode()
    matched = [
        step
        for step in (step_of(now) + drift for drift in _DRIFT)
        if hmac.compare_digest(code_at(secret, step=step).encode(), given)
    ]
    return max(matched, default=None)


def grouped(secret: str) -> str:
    """Return the secret in groups of four, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth:` address that apps read from a QR code."""
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(account)}?{query}"


def qr_picture(address: str) -> str:
    """Return the QR code of an address as a `data:` picture."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
