"""What the letters to operators share."""

import hmac

from shiming.vault import operations as vault
from shiming.vault import queries

_PURPOSE = "trust_sources.duties.code"


def code_hash(code: str) -> str:
    """Return the keyed hash of a letter's code, however it was typed."""
    return vault.blind_index(purpose=_PURPOSE, value=_read(code))


def is_code(code: str, *, kept: str) -> bool:
    """Tell whether it is the code of this hash, under whichever of the living keys."""
    hashes = queries.blind_indexes(purpose=_PURPOSE, value=_read(code))
    return any(hmac.compare_digest(one, kept) for one in hashes)


def _read(code: str) -> str:
    return code.strip().upper()
