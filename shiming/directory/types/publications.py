"""Documents that an officer publishes for downloading: policies, regulations, manuals (S03-11)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import AccountId, PortalId

PublicationId = NewType("PublicationId", uuid.UUID)


class PublicationKind(enum.StrEnum):
    """What a published document is."""

    POLICY = "policy"
    REGULATION = "regulation"
    MANUAL = "manual"
    FORM = "form"


class PublicationEvent(enum.StrEnum):
    """The audit events of published documents."""

    PUBLISHED = "directory.publication.published"
    WITHDRAWN = "directory.publication.withdrawn"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type of file that may be published, as its content shows it."""

    extension: str
    media_type: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDraft:
    """What an officer says of a document; without a portal it is for all of them."""

    kind: PublicationKind
    title: str
    version: str
    portal_id: PortalId | None
    valid_from: dt.date


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A published document; a withdrawn one says who took it back, when and why."""

    id: PublicationId
    draft: PublicationDraft
    type: FileType
    size: int
    published_by: AccountId | None
    published_at: dt.datetime
    withdrawn_by: AccountId | None
    withdrawn_at: dt.datetime | None
    reason: str
    portal_name: str = ""

    @property
    def file_name(self) -> str:
        """Return under which name it is saved."""
        return f"{self.draft.title}-{self.draft.version}.{self.type.extension}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPage:
    """A page of a list; `has_more` says whether another one follows."""

    entries: tuple[Publication, ...]
    has_more: bool
