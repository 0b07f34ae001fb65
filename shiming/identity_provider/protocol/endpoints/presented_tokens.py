"""Finding a token, whichever of the two kinds it is (RFC 7009 and RFC 7662, section 2.1)."""

import datetime as dt

from shiming.identity_provider.protocol.store import (
    FindAccessToken,
    FindRefreshToken,
    Foresee,
    Steps,
    TokenRecord,
)

_OTHER_KIND = "refresh_token"


def foresee(*, token_hash: str, hint: str, now: dt.datetime) -> Steps[None]:
    """Say that a token will be looked for, once its bearer is known."""
    kind = FindRefreshToken if hint == _OTHER_KIND else FindAccessToken
    yield from Foresee(reading=kind(token_hash=token_hash, now=now))


def find(*, token_hash: str, hint: str, now: dt.datetime) -> Steps[tuple[TokenRecord | None, bool]]:
    """Return the token, if it is one, and whether it is a refresh token; a hint only saves time."""
    if hint == _OTHER_KIND:
        found = yield from FindRefreshToken(token_hash=token_hash, now=now)
        if found is not None:
            return found, True
        return (yield from FindAccessToken(token_hash=token_hash, now=now)), False
    found = yield from FindAccessToken(token_hash=token_hash, now=now)
    if found is not None:
        return found, False
    return (yield from FindRefreshToken(token_hash=token_hash, now=now)), True
