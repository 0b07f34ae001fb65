"""Comparing a typed password, at the same cost whether or not there is one to compare with."""

import functools

from django.contrib.auth.hashers import check_password, make_password

from shiming.accounts.policies.passwords import LONGEST_ANYWHERE


def is_password(typed: str, *, encoded: str) -> bool:
    """
    Tell whether `typed` is the password that was hashed as `encoded`; nothing fits an empty one.

    Call it outside of transactions: it is slow on purpose.
    """
    is_hashable = len(typed) <= LONGEST_ANYWHERE
    # Never hash what no profile allows: a megabyte would be an attack on the processor.
    is_equal = check_password(typed if is_hashable else "", encoded or _nobodys_hash())
    return is_equal and is_hashable and bool(encoded)


@functools.cache
def _nobodys_hash() -> str:
    return make_password("a password that nobody has")
