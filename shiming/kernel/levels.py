"""The levels of assurance (实名等级), C1: always computed from evidence, never typed."""

import enum
from typing import Self


class Level(enum.IntEnum):
    """How strongly the platform knows who acts; higher is stronger."""

    ANONYMOUS = 0
    REGISTERED = 10
    PRIMARY = 20
    INTERMEDIATE = 30
    ADVANCED = 40

    @property
    def slug(self) -> str:
        """The lower-case name, as it stands in codes and addresses."""
        return self.name.lower()

    @property
    def acr(self) -> str:
        """The OpenID Connect authentication context class reference."""
        return f"urn:shiming:loa:{self.slug}"

    @classmethod
    def from_acr(cls, acr: str) -> Self | None:
        """Return the level that `acr` names, or None if it names none."""
        return next((level for level in cls if level.acr == acr), None)
