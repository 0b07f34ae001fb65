"""Port: whoever keeps the clients that other nodes are here (`identity_provider`)."""

import datetime as dt
from typing import Protocol

from shiming.kernel.actor import Actor
from shiming.kernel.slots import Slot
from shiming.trust_sources.types.recognition import NodeClient


class NodeClients(Protocol):
    """Lets the people of this node be recognised by others."""

    def keep(self, client: NodeClient, *, actor: Actor, now: dt.datetime) -> None:
        """
        Have the client stand as described, in the caller's transaction.

        One that was never open is not entered while it stays closed. Of one that is not open
        nothing but its state is taken over, and nothing is refused.
        """
        ...


class NobodyIsRecognised:
    """A platform that is no identity provider."""

    def keep(self, client: NodeClient, *, actor: Actor, now: dt.datetime) -> None:
        """Keep none."""


node_clients: Slot[NodeClients] = Slot("trust_sources.node_clients")
node_clients.fill(NobodyIsRecognised())
