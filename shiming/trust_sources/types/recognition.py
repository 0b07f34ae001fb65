"""Mutual recognition (互认): people of one node sign in at another with their account at home."""

import dataclasses

from shiming.trust_sources.types.sources import SourceId, TermsEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NodeClient:
    """Another node as a client of ours: it sends its visitors here to show who they are."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    secret: str = dataclasses.field(repr=False)
    is_open: bool
    """Whether officers here agreed to it, and the agreement holds."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MetPeer:
    """What officers decide about: the terms under which the users of a node are accepted."""

    code: str
    source_id: SourceId | None
    """The source that the node is here already, if it is."""
    terms: TermsEntry = dataclasses.field(repr=False)
