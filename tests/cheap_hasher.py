"""Argon2id as in the product, at a fraction of its cost: tests hash thousands of passwords."""

from shiming.accounts.hashers import PasswordHasher


class CheapHasher(PasswordHasher):
    """One pass over half a mebibyte."""

    memory_cost = 512
    time_cost = 1
