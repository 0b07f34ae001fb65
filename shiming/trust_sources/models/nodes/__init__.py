"""Other nodes, the users that are shared with them, and what is told to and fro."""

from shiming.trust_sources.models.nodes.conflicts import UserConflict
from shiming.trust_sources.models.nodes.events import IncomingEvent, OutgoingEvent
from shiming.trust_sources.models.nodes.peers import (
    PeerKeyChange,
    PeerNode,
    PeerNonce,
    RefusedCalls,
)
from shiming.trust_sources.models.nodes.stock import StockExport, StockFile
from shiming.trust_sources.models.nodes.users import NodeUser, PeerUser

__all__ = [
    "IncomingEvent",
    "NodeUser",
    "OutgoingEvent",
    "PeerKeyChange",
    "PeerNode",
    "PeerNonce",
    "PeerUser",
    "RefusedCalls",
    "StockExport",
    "StockFile",
    "UserConflict",
]
