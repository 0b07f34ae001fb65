"""
How requests and answers between the platform and registers, gateways or other nodes are signed.

The wire format, version 1. A request is ``POST`` with a JSON object as UTF-8 body and the headers

- ``X-Shiming-Key-Id``: which shared key was used,
- ``X-Shiming-Timestamp``: seconds since 1970, at most 300 off the receiver's clock,
- ``X-Shiming-Nonce``: 32 hexadecimal digits, never used twice,
- ``X-Shiming-Signature``: hexadecimal HMAC-SHA-256, with the shared key, of these lines joined by
  LF: ``request``, method, path, timestamp, nonce, hexadecimal SHA-256 of the body.

The answer is a JSON object with ``X-Shiming-Signature`` over these lines: ``answer``, status,
the request's nonce, hexadecimal SHA-256 of the body. Hence an answer cannot be forged, and cannot
be that to another question.
"""

import hashlib
import hmac

KEY_ID = "X-Shiming-Key-Id"
TIMESTAMP = "X-Shiming-Timestamp"
NONCE = "X-Shiming-Nonce"
SIGNATURE = "X-Shiming-Signature"
TOLERANCE_SECONDS = 300


def sign_request(
    *, key: str, method: str, path: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """Return the signature of a request."""
    return _mac(key, "request", method, path, timestamp, nonce, _digest(body))


def sign_answer(*, key: str, status: int, nonce: str, body: bytes) -> str:
    """Return the signature of an answer to the request with `nonce`."""
    return _mac(key, "answer", str(status), nonce, _digest(body))


def is_same(one: str, other: str) -> bool:
    """Compare two signatures without telling by the time how far they agree."""
    return hmac.compare_digest(one.encode(), other.encode())


def _mac(key: str, *lines: str) -> str:
    return hmac.new(key.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
