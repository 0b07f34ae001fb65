"""Reads about what makes a password, for secrets that areas above keep themselves."""

from collections.abc import Collection

from shiming.accounts import ports
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.kernel.errors import DomainError


def find_fault_of_secret(secret: str, *, known: Collection[str] = ()) -> DomainError | None:
    """
    Return why the platform's password rule does not take a secret, or None if it does (A5).

    `known` is what others may know of its owner.
    """
    profile = ports.policy().password_profile
    return refusal_to_password(secret, profile=profile, personal_parts=known)
