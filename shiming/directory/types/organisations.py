"""The words of organisations: the nodes of the government's own tree."""

import dataclasses
import enum
import uuid
from typing import NewType

OrganisationId = NewType("OrganisationId", uuid.UUID)


class OrganisationEvent(enum.StrEnum):
    """What the audit hears of organisations."""

    ADDED = "directory.organisation.added"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """A node of the tree; `path` holds the codes from the root down, each between slashes."""

    id: OrganisationId
    code: str
    name: str
    path: str

    @property
    def depth(self) -> int:
        """How far below the root it stands."""
        return self.path.count("/") - 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How much of the tree somebody may see and change: below `path`, or all of it if empty."""

    path: str = ""

    def covers(self, path: str) -> bool:
        """Tell whether an organisation (or nowhere, the empty path) lies within."""
        return path.startswith(self.path)


EVERYWHERE = Reach()
