"""Mutual recognition (互认): people of one node sign in at another with their account at home."""

import dataclasses
import datetime as dt

from shiming.accounts.types import AccountKind
from shiming.trust_sources.types.sources import SourceId, TermsEntry

RECOGNISED_KINDS = frozenset({AccountKind.NATURAL_PERSON})
"""Whose accounts nodes recognise, where they leave as where they arrive: staff stays at its own
node (S33-25), and units come with the people who act for them (ADR 0015)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NodeClient:
    """Another node as a client of ours: it sends its visitors here to show who they are."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    secret: str = dataclasses.field(repr=False)
    is_open: bool
    """Whether officers here agreed to it, and the agreement holds."""
    former_secret: str = dataclasses.field(default="", repr=False)
    """The secret of the key before, good until `former_until`."""
    former_until: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MetPeer:
    """What officers decide about: the terms under which the users of a node are accepted."""

    code: str
    source_id: SourceId | None
    """The source that the node is here already, if it is."""
    terms: TermsEntry = dataclasses.field(repr=False)
