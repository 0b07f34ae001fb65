"""Port: whoever reads revocation lists and asks responders."""

from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.trust_sources.types import ServiceAnswer


class RevocationServices(Protocol):
    """Whoever reads revocation lists and asks responders; what comes back is not yet believed."""

    def may_ask(self, url: str) -> bool:
        """Tell whether the address is one that may be called."""
        ...

    def read_list(self, url: str) -> ServiceAnswer:
        """Return the list at this address."""
        ...

    def ask_responder(self, url: str, *, request: bytes) -> ServiceAnswer:
        """Return the answer of the OCSP responder at this address."""
        ...


revocation_services: Slot[RevocationServices] = Slot("trust_sources.revocation_services")
