"""The archive of real-name evidence (实名认证资料档案, B13, S19-4)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.proofing.types.cases import CaseState, PictureRole
from shiming.proofing.types.ids import CaseId, PictureId

ArchiveViewId = NewType("ArchiveViewId", uuid.UUID)


class ArchivePurpose(enum.StrEnum):
    """What somebody's archive may be opened for; nothing else is a reason."""

    APPEAL = "appeal"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    COURT = "court"
    SUPERVISION = "supervision"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPicture:
    """A picture of a case; its content only for whoever opened the archive, one at a time."""

    id: PictureId
    role: PictureRole
    taken_at: dt.datetime
    is_there: bool
    keep_until: dt.datetime | None
    """When the vault destroys it by itself; None: while the account lives, and its time after."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedCase:
    """One attempt with what was kept of it."""

    id: CaseId
    state: CaseState
    started_at: dt.datetime
    consents: tuple[str, ...]
    pictures: tuple[ArchivedPicture, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLook:
    """That somebody looked: at the archive, or at one of its pictures."""

    at: dt.datetime
    account_id: uuid.UUID | None
    what: str
    """The purpose, or the audit event."""
    case_number: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What is kept about a person, as an officer sees it for a purpose."""

    view_id: ArchiveViewId
    purpose: ArchivePurpose
    case_number: str
    closes_at: dt.datetime
    name: str = dataclasses.field(repr=False)
    number: str = dataclasses.field(repr=False)
    """Both masked."""
    person_id: uuid.UUID
    cases: tuple[ArchivedCase, ...]
    looks: tuple[ArchiveLook, ...]
    destroyed: tuple[dt.datetime, ...]
    """When something was destroyed by rule: the audit record is the certificate."""
