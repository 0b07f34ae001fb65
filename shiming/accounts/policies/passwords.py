"""Which passwords a profile takes (A5)."""

import functools
import itertools
import pathlib
import unicodedata
from collections.abc import Collection

from shiming.accounts import errors
from shiming.accounts.types import CharacterClass, PasswordProfile
from shiming.kernel.errors import DomainError

# No profile allows more; whatever is longer is refused before it is hashed or even looked at.
LONGEST_ANYWHERE = 64

_BLOCKLIST = pathlib.Path(__file__).parent.parent / "blocked_passwords.txt"
_LEET = str.maketrans("@4380$517!", "aaeeossiti")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "0123456789",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
    "147258369",
)
_SHORTEST_RUN = 3
_SHORTEST_PART = 4
_MOST_SPARE = 3


def refusal_to_password(
    password: str, *, profile: PasswordProfile, personal_parts: Collection[str] = ()
) -> DomainError | None:
    """
    Return why the profile does not take this password, or None if it does.

    `personal_parts` are what others may know of its owner: user name, mobile, end of the
    document number.
    """
    if len(password) > min(profile.max_length, LONGEST_ANYWHERE):
        return errors.PasswordTooLong(max_length=profile.max_length)
    if len(password) < profile.min_length:
        return errors.PasswordTooShort(min_length=profile.min_length)
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in password):
        return errors.PasswordHasControlCharacters()
    return (
        _refusal_to_classes(classes_of(password), profile)
        or _refusal_to_personal(password, personal_parts)
        or (errors.PasswordTooCommon() if is_common(password) else None)
    )


def classes_of(password: str) -> frozenset[CharacterClass]:
    """Return the classes of characters that occur in it; letters without case count as special."""
    return frozenset(_class_of(char) for char in password)


def is_common(password: str) -> bool:
    """
    Tell whether the password is put together from what everybody tries first.

    Runs of the alphabet or keyboard, repetitions, years and listed words are taken away, once as
    typed and once with `@` read as `a` and so on; a password of which no more than three
    characters are then left is as good as listed.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    return any(_spare(form) <= _MOST_SPARE for form in {folded, folded.translate(_LEET)})


def _class_of(char: str) -> CharacterClass:
    if char.isdigit():
        return CharacterClass.DIGIT
    if char.isupper():
        return CharacterClass.CAPITAL
    if char.islower():
        return CharacterClass.SMALL
    return CharacterClass.SPECIAL


def _refusal_to_classes(
    present: frozenset[CharacterClass], profile: PasswordProfile
) -> DomainError | None:
    if not profile.required_classes <= present:
        return errors.PasswordLacksClasses()
    if len(present) < profile.min_classes:
        return errors.PasswordTooUniform(min_classes=profile.min_classes)
    return None


def _refusal_to_personal(password: str, parts: Collection[str]) -> DomainError | None:
    folded = password.casefold()
    known = {part.casefold() for part in parts if len(part) >= _SHORTEST_PART}
    return errors.PasswordIsPersonal() if any(part in folded for part in known) else None


def _spare(folded: str) -> int:
    """Return how many characters are in no common chunk, taking the longest chunk each time."""
    spare = position = 0
    while position < len(folded):
        length = _longest_chunk(folded, position)
        spare += not length
        position += length or 1
    return spare


def _longest_chunk(text: str, start: int) -> int:
    rest = text[start:]
    lengths = [len(word) for word in _words().get(rest[:2], ()) if rest.startswith(word)]
    lengths.append(sum(1 for _ in itertools.takewhile(lambda char: char == rest[0], rest)))
    lengths.extend(_run_length(rest, row) for row in (*_ROWS, *(row[::-1] for row in _ROWS)))
    if rest[:2] in {"19", "20"} and rest[:4].isdigit() and len(rest) >= len("2000"):
        lengths.append(len("2000"))
    longest = max(lengths)
    return longest if longest >= _SHORTEST_RUN else 0


def _run_length(text: str, row: str) -> int:
    place = row.find(text[0])
    if place < 0:
        return 0
    pairs = zip(text, row[place:], strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


@functools.cache
def _words() -> dict[str, tuple[str, ...]]:
    lines = _BLOCKLIST.read_text(encoding="utf-8").splitlines()
    words = {line for line in lines if line and not line.startswith("#")}
    return {
        start: tuple(sorted(group))
        for start, group in itertools.groupby(sorted(words), key=lambda word: word[:2])
    }
