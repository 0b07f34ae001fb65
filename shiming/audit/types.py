"""Words of the area: permissions, the shape of a finding, the policy of sealing."""

import dataclasses
import datetime as dt
import enum
import uuid


class AuditPermission(enum.StrEnum):
    """What a viewer of the audit may be allowed."""

    READ = "audit:record:read"


class DigestAlgorithm(enum.StrEnum):
    """With what the chain is made; the names are hashlib's."""

    SHA256 = "sha256"
    SM3 = "sm3"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SealPolicy:
    """How records are sealed."""

    algorithm: DigestAlgorithm = DigestAlgorithm.SHA256


class BreakKind(enum.StrEnum):
    """What is wrong with the first broken record."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    SEAL_CHANGED = "seal_changed"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SealHead:
    """A seal as an operator writes it down, to notice later when the chain was cut before it."""

    sequence: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChainBreak:
    """The first place at which the audit is not what was sealed; positions count sealed records."""

    kind: BreakKind
    seal: int | None
    position: int | None
    record_id: int | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """
    What verification found, up to the first break.

    The head is worth keeping elsewhere; unsealed records are not protected yet.
    """

    records: int
    seals: int
    unsealed: int
    head: SealHead | None
    first_break: ChainBreak | None

    @property
    def is_intact(self) -> bool:
        """Tell whether everything that was sealed is still there, unchanged and in order."""
        return self.first_break is None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record as a viewer sees it."""

    id: int
    at: dt.datetime
    event: str
    subject: str
    account_id: uuid.UUID | None
    person_id: uuid.UUID | None
    acting_kind: str
    level: int
    methods: tuple[str, ...]
    purpose: str
    case_number: str
    address: str
    device: str
    details: dict[str, str | int | bool | None]
