"""Small writes in the caller's transaction, and the certificate gateway."""

from shiming.trust_sources.operations.authorities import (
    REFRESH,
    change_authority_state,
    keep_list,
    note_list_failure,
    start_refresh,
)
from shiming.trust_sources.operations.verification import CertificateGateway

__all__ = [
    "REFRESH",
    "CertificateGateway",
    "change_authority_state",
    "keep_list",
    "note_list_failure",
    "start_refresh",
]
