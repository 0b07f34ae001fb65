"""Rules for passwords."""

import dataclasses
import enum
from collections.abc import Mapping


class CharacterClass(enum.StrEnum):
    """A class of characters that a password rule may ask for."""

    CAPITAL = "capital"
    SMALL = "small"
    DIGIT = "digit"
    SPECIAL = "special"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PasswordProfile:
    """The rules for passwords of one portal (A5)."""

    name: str
    min_length: int
    max_length: int
    min_classes: int
    required_classes: frozenset[CharacterClass] = frozenset()


DEFAULT_PROFILE = PasswordProfile(name="default", min_length=8, max_length=64, min_classes=3)


STRICT_SAMR_PROFILE = PasswordProfile(
    name="strict_samr",
    min_length=8,
    max_length=64,
    min_classes=3,
    required_classes=frozenset(set(CharacterClass) - {CharacterClass.SPECIAL}),
)


TAX_PROFILE = PasswordProfile(name="tax", min_length=8, max_length=15, min_classes=3)


PASSWORD_PROFILES: Mapping[str, PasswordProfile] = {
    profile.name: profile for profile in (DEFAULT_PROFILE, STRICT_SAMR_PROFILE, TAX_PROFILE)
}
