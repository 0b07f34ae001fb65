"""Small writes in the caller's transaction, and the certificate gateway."""

from shiming.trust_sources.operations.authorities import (
    REFRESH,
    change_authority_state,
    keep_list,
    note_list_failure,
    start_refresh,
)
from shiming.trust_sources.operations.checks import settle_check, subject_of
from shiming.trust_sources.operations.duties import code_hash, is_code
from shiming.trust_sources.operations.nodes.homes import NodeHomes
from shiming.trust_sources.operations.nodes.outgoing import NodeBooks
from shiming.trust_sources.operations.sources import (
    RegisteredSource,
    RegisteredSources,
    change_source_state,
    hold_to_change,
    note_health,
)
from shiming.trust_sources.operations.verification import CertificateGateway

__all__ = [
    "REFRESH",
    "CertificateGateway",
    "NodeBooks",
    "NodeHomes",
    "RegisteredSource",
    "RegisteredSources",
    "change_authority_state",
    "change_source_state",
    "code_hash",
    "hold_to_change",
    "is_code",
    "keep_list",
    "note_health",
    "note_list_failure",
    "settle_check",
    "start_refresh",
    "subject_of",
]
