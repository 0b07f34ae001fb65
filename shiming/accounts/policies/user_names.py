"""What a user name may look like."""

import re
import unicodedata

from shiming.accounts import errors
from shiming.kernel.errors import DomainError

# It begins with a letter, so that it is never taken for a mobile or a document number; without
# «@», so that it is never taken for an e-mail address.
_FORM = re.compile(r"[^\W\d_][\w.-]{3,31}")
_MOST_DIGITS = 8


def fold_user_name(user_name: str) -> str:
    """Return the form under which two spellings of one name are the same."""
    return unicodedata.normalize("NFKC", user_name).strip().casefold()


def refusal_to_user_name(user_name: str) -> DomainError | None:
    """Return why nobody may be called this, or None: 4 to 32 letters, digits and `_ . -`."""
    folded = fold_user_name(user_name)
    # A number in a user name would stand unencrypted in the table, and be its holder's secret.
    is_number = sum(char.isdigit() for char in folded) > _MOST_DIGITS
    if not _FORM.fullmatch(folded) or is_number:
        return errors.UserNameMalformed()
    return None
