"""What a user name may look like."""

import re
import unicodedata

from shiming.accounts import errors
from shiming.kernel.errors import DomainError

# It begins with a letter, so that it is never taken for a mobile or a document number; without
# «@», so that it is never taken for an e-mail address.
_FORM = re.compile(r"[^\W\d_][\w.-]{3,31}")
_MOST_DIGITS = 8
# Scripts of China's nationalities. Cyrillic, Greek or Armenian are not among them: their letters
# look like Latin ones, and `аdmin` would pass for `admin`.
_SCRIPTS = frozenset(
    {"ARABIC", "CJK", "HANGUL", "LATIN", "MONGOLIAN", "NEW", "TAI", "TIBETAN", "YI"}
)


def fold_user_name(user_name: str) -> str:
    """Return the form under which two spellings of one name are the same."""
    return unicodedata.normalize("NFKC", user_name).strip().casefold()


def refusal_to_user_name(user_name: str) -> DomainError | None:
    """
    Return why nobody may be called this, or None: 4 to 32 letters, digits and `_ . -`.

    Beside Chinese characters the letters are of one script, so that none passes for another name.
    """
    folded = fold_user_name(user_name)
    # A number in a user name would stand unencrypted in the table, and be its holder's secret.
    is_number = sum(char.isdigit() for char in folded) > _MOST_DIGITS
    if not _FORM.fullmatch(folded) or is_number or _is_look_alike(folded):
        return errors.UserNameMalformed()
    return None


def _is_look_alike(folded: str) -> bool:
    letters = [char for char in folded if char.isalpha()]
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters}
    # Latin has look-alikes of its own: «ɑ» and «ı» are no letter with an accent.
    is_odd_latin = any(
        unicodedata.name(char, "?").startswith("LATIN")
        and not unicodedata.normalize("NFKD", char)[0].isascii()
        for char in letters
    )
    return not scripts <= _SCRIPTS or len(scripts - {"CJK"}) > 1 or is_odd_latin
