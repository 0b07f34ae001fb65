"""
The short codes that people type (RFC 8628, section 6.1): 20^8, beyond guessing within ten minutes.

Consonants only: no code is a word, and none can be mistaken for digits.
"""

import secrets

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8


def new_user_code() -> str:
    """Return a new code as people see it."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def normalised(typed: str) -> str:
    """Return a code as it is hashed, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)
