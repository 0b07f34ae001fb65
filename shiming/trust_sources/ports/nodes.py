"""Ports: the line to other nodes, and what this one is."""

from collections.abc import Mapping
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.trust_sources.types.nodes import NodeAnswer, NodePolicy


class NodeLine(Protocol):
    """Whoever carries signed calls to other nodes; may be shared by threads."""

    def may_call(self, address: str) -> bool:
        """Tell whether the address is one that may be called."""
        ...

    def call(
        self, *, address: str, path: str, key_id: str, key: str, content: Mapping[str, object]
    ) -> NodeAnswer:
        """Return the proven answer; never raises because a node is out of reach."""
        ...


node_line: Slot[NodeLine] = Slot("trust_sources.node_line")
node_policy: Slot[NodePolicy] = Slot("trust_sources.node_policy")
node_policy.fill(NodePolicy())
