"""The words of the area, a file per subject."""

from shiming.trust_sources.types.certificates import (
    Authorities,
    Authority,
    AuthorityId,
    CertificateFlaw,
    CertificateKind,
    JudgedCertificate,
    KindRule,
    NamePlace,
    NameRule,
    RevocationSource,
    RevocationState,
)

__all__ = [
    "Authorities",
    "Authority",
    "AuthorityId",
    "CertificateFlaw",
    "CertificateKind",
    "JudgedCertificate",
    "KindRule",
    "NamePlace",
    "NameRule",
    "RevocationSource",
    "RevocationState",
]
