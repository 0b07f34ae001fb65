"""Opaque keys that sort by time of birth, so that indexes grow at one end."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a new version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, 74 random."""
    value = int.from_bytes(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
