"""The check digit rules, each over characters that the caller has already found to be lawful."""

from itertools import cycle

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_MOD_11_2_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CREDIT_CODE_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def mod_11_2(first_17: str) -> str:
    """Return the check character of GB 11643 (ISO 7064 MOD 11-2) for seventeen digits."""
    total = sum(w * int(d) for w, d in zip(_MOD_11_2_WEIGHTS, first_17, strict=True))
    return "10X98765432"[total % 11]


def mod_11_10(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11,10 for any number of digits."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def credit_code(first_17: str) -> str:
    """Return the check character of GB 32100 for the first seventeen of a credit code."""
    total = sum(
        w * CREDIT_CODE_ALPHABET.index(c)
        for w, c in zip(_CREDIT_CODE_WEIGHTS, first_17, strict=True)
    )
    return CREDIT_CODE_ALPHABET[-total % 31]


def organisation_code(first_8: str) -> str:
    """Return the check character of GB 11714 for the first eight of an organisation code."""
    total = sum(w * int(c, 36) for w, c in zip(_ORGANISATION_WEIGHTS, first_8, strict=True))
    return "0123456789X"[-total % 11]


def icao_731(field: str) -> str:
    """Return the check digit of ICAO 9303 (weights 7, 3, 1) for letters, digits and `<`."""
    values = (0 if c == "<" else int(c, 36) for c in field)
    return str(sum(w * v for w, v in zip(cycle((7, 3, 1)), values, strict=False)) % 10)


def luhn(digits: str) -> str:
    """Return the check digit of ISO/IEC 7812 for any number of digits."""
    doubled = (int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)
