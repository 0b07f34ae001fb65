"""Words of the area."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

VaultFileId = NewType("VaultFileId", uuid.UUID)


class CipherProfile(enum.StrEnum):
    """With which family of ciphers new keys work."""

    INTERNATIONAL = "international"
    NATIONAL = "national"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VaultPolicy:
    """
    How the vault works.

    Other processes may use the keys that they know for `key_cache`; a rotation waits for twice
    that long between its phases.
    """

    profile: CipherProfile = CipherProfile.INTERNATIONAL
    key_cache: dt.timedelta = dt.timedelta(seconds=30)
    orphan_age: dt.timedelta = dt.timedelta(days=1)


class KeyKind(enum.StrEnum):
    """What a data key is for."""

    FIELD = "field"
    INDEX = "index"


class KeyState(enum.StrEnum):
    """
    The life of a data key.

    Prepared keys read only, until every process knows them; the active one writes; superseded ones
    read until everything is encrypted anew; retired ones read what old backups bring back. All
    index keys are looked up.
    """

    PREPARED = "prepared"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class RotationPhase(enum.StrEnum):
    """Where a rotation of the keys stands."""

    NONE = "none"
    PREPARED = "prepared"
    ACTIVATED = "activated"
    DONE = "done"


class VaultEvent(enum.StrEnum):
    """What the vault writes into the audit."""

    ROTATION_BEGUN = "vault.rotation.begun"
    ROTATION_DONE = "vault.rotation.done"
    FILE_SHREDDED = "vault.file.shredded"
