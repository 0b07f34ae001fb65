"""Hashes: of what we keep, of what a client proves, of whom a client may know."""

import base64
import hashlib
import hmac
import uuid


def keyed_hash(key: bytes, secret: str) -> str:
    """
    Return the hash under which a secret of ours is stored and found.

    Fast on purpose: it keeps 256 random bits, which nobody can try out, and not a password.
    """
    return hmac.digest(key, secret.encode(), "sha256").hex()


def is_secret(*, key: bytes, presented: str, stored_hash: str) -> bool:
    """Tell in constant time whether a presented secret is the stored one."""
    return hmac.compare_digest(keyed_hash(key, presented), stored_hash)


def s256(verifier: str) -> str:
    """Return the code challenge of a verifier (RFC 7636, section 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii", "replace")).digest())


def pairwise_subject(*, salt: bytes, sector: str, account_id: uuid.UUID) -> str:
    """
    Return the name under which the clients of one sector know an account.

    OpenID Connect Core, section 8.1, as HMAC: two sectors cannot compare their users, and who
    knows an account's id still does not know its names.
    """
    return _base64url(hmac.digest(salt, f"{sector}\n{account_id}".encode(), "sha256"))


def pairwise_session(*, salt: bytes, sector: str, session_id: uuid.UUID) -> uuid.UUID:
    """
    Return the name under which the clients of one sector know a session (`sid`).

    By one name for all, two sectors could tell that their users are the same person after all.
    """
    digest = hmac.digest(salt, f"{sector}\nsession\n{session_id}".encode(), "sha256")
    return uuid.UUID(bytes=digest[:16])


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
