"""Other nodes as clients: how one is told from the rest, and whose accounts it takes (S28-5)."""

from shiming.trust_sources.types.recognition import RECOGNISED_KINDS


def node_sector(client_id: str) -> str:
    """Return the sector of a node's client, whatever its addresses: people keep their names."""
    return f"node:{client_id}"


def account_kinds_of(*, client_id: str, sector: str) -> frozenset[str]:
    """Return whose accounts a client takes; none: all. Nobody but a node has a sector like that."""
    return RECOGNISED_KINDS if sector == node_sector(client_id) else frozenset()
