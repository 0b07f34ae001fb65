"""The tables of the area, a file per subject."""

from shiming.trust_sources.models.certificates import CertificateAuthority, RevocationListCopy

__all__ = ["CertificateAuthority", "RevocationListCopy"]
