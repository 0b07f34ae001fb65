"""How personal data look where they may not be shown: only what helps their owner know them."""

MASK = "*"


def mask_middle(text: str, *, keep_start: int, keep_end: int) -> str:
    """Return `text` with stars for all but its ends, or for all if the ends show too much."""
    hidden = len(text) - keep_start - keep_end
    if hidden * 3 < len(text):
        return MASK * len(text)
    return text[:keep_start] + MASK * hidden + text[len(text) - keep_end :]


def mask_number(number: str) -> str:
    """Return a document number with its first and last two characters: `44**************34`."""
    return mask_middle(number, keep_start=2, keep_end=2)


def mask_name(name: str) -> str:
    """Return a person's name with its first character only, and stars for the others."""
    return mask_middle(name, keep_start=1, keep_end=0)


def mask_phone(national: str) -> str:
    """Return a telephone number as `138****5678`; short ones show their last two digits only."""
    if len(national) >= 11:  # noqa: PLR2004 - the length of a mainland mobile
        return mask_middle(national, keep_start=3, keep_end=len(national) - 7)
    return mask_middle(national, keep_start=0, keep_end=2)


def mask_email(address: str) -> str:
    """Return an e-mail address with the first letter of its box, a fixed mask and its domain."""
    box, at, domain = address.rpartition("@")
    return f"{box[:1]}{MASK * 3}{at}{domain}" if box else MASK * 3
