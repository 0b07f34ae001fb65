"""What was granted, and its end."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation
from shiming.kernel.actor import ActingKind
from shiming.kernel.levels import Level

_MAY_END = frozenset({ActingKind.OFFICE, ActingKind.AGENCY, ActingKind.UNIT})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """
    What was granted to a client: by whom, for what, proven how. A code stands for it.

    `acting` is the capacity in which the person acts; `claims` the parameter of that name.
    """

    client_pk: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID | None
    sid: uuid.UUID
    scopes: tuple[str, ...]
    nonce: str
    level: Level
    methods: tuple[str, ...]
    acting: str
    authenticated_at: dt.datetime
    claims: str
    organisation_id: uuid.UUID | None = None
    legal_person_id: uuid.UUID | None = None
    """For which organisation or company the person acts."""
    resources: tuple[str, ...] = ()
    """For which resources tokens may be asked (RFC 8707); none: for those of the client."""
    confirmation: str = ""
    """Thumbprint of the key that must redeem the code (RFC 9449, section 10)."""

    @property
    def acts_for_another(self) -> bool:
        """Tell whether it was granted in a capacity that may have ended since."""
        return self.acting in _MAY_END


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How surely whoever granted something is known now, as far as their session's row says it."""

    level: Level
    level_until: dt.datetime | None
    is_unit: bool
    """Whether a legal person granted it, or somebody for one: the level is the person's own."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RevokeGrant(Operation[None]):
    """Revoke a code and every token that descends from it."""

    code_id: uuid.UUID
    now: dt.datetime
    audit: AuditEntry
