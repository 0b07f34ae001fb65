"""The tables of the area, a file per subject."""

from shiming.trust_sources.models.certificates import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.models.checks import ProofCheck
from shiming.trust_sources.models.duties import DutiesAcceptance
from shiming.trust_sources.models.nodes import (
    IncomingEvent,
    NodeUser,
    OutgoingEvent,
    PeerNode,
    PeerNonce,
    PeerUser,
    StockExport,
    StockFile,
    UserConflict,
)
from shiming.trust_sources.models.renewals import (
    RenewalRequest,
)
from shiming.trust_sources.models.sources import (
    SourceTerms,
    TrustSource,
)

__all__ = [
    "CertificateAuthority",
    "DutiesAcceptance",
    "IncomingEvent",
    "NodeUser",
    "OutgoingEvent",
    "PeerNode",
    "PeerNonce",
    "PeerUser",
    "ProofCheck",
    "RenewalRequest",
    "RevocationListCopy",
    "SourceTerms",
    "StockExport",
    "StockFile",
    "TrustSource",
    "UserConflict",
]
