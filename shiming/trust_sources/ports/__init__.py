"""What the area needs from others, a file per subject."""

from shiming.trust_sources.ports.certificates import RevocationServices, revocation_services
from shiming.trust_sources.ports.checks import ProofChecks, proof_checks
from shiming.trust_sources.ports.sources import (
    SourceClients,
    source_clients,
)

__all__ = [
    "ProofChecks",
    "RevocationServices",
    "SourceClients",
    "proof_checks",
    "revocation_services",
    "source_clients",
]
