"""What the area needs from others, a file per subject."""

from shiming.trust_sources.ports.certificates import RevocationServices, revocation_services
from shiming.trust_sources.ports.sources import (
    SourceClients,
    source_clients,
)

__all__ = [
    "RevocationServices",
    "SourceClients",
    "revocation_services",
    "source_clients",
]
