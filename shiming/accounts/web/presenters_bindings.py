"""Frozen values for the pages of bindings."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BindingRow:
    """One binding in the list."""

    title: str
    about: str
    remove_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """One social network, bound or not."""

    code: str
    name: str
    binding: BindingRow | None
