"""The capacities in which an account may act (当前身份)."""

import dataclasses

from shiming.kernel.actor import ActingKind

SELF_KEY = "self"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFacts:
    """One capacity, as its owner chooses it; `name` is empty for oneself."""

    key: str
    kind: ActingKind
    name: str = ""
    note: str = ""
