"""Where an account is at home among the nodes of a province (E6)."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountHome:
    """What its owner is told of it."""

    name: str
    """Of the node where it is kept; empty if that is not known here, or is this platform."""
    is_here: bool
    recognised_at: tuple[str, ...]
    """The other nodes at which its owner may sign in with it."""
