"""Certificates: whom they name, what they are for, and what may be wrong with them (E5)."""

import dataclasses
import datetime as dt
import enum
import re
import uuid
from collections.abc import Sequence
from typing import NewType

AuthorityId = NewType("AuthorityId", uuid.UUID)


class CertificateKind(enum.StrEnum):
    """What a certificate stands for (S22-1)."""

    PERSONAL = "personal"
    ORGANISATION = "organisation"
    BUSINESS = "business"


class CertificateFlaw(enum.StrEnum):
    """Why a certificate does not serve, in the order in which it is looked for."""

    UNREADABLE = "unreadable"
    WEAK = "weak"
    NOT_TRUSTED = "not_trusted"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WRONG_USE = "wrong_use"
    WRONG_KIND = "wrong_kind"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    BAD_SIGNATURE = "bad_signature"


class AuthorityState(enum.StrEnum):
    """Whether the certificates of an authority are accepted now."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class TrustPermission(enum.StrEnum):
    """What officers may do here."""

    MANAGE_AUTHORITIES = "trust_sources:authority:manage"


class TrustEvent(enum.StrEnum):
    """The audit events of the area."""

    AUTHORITY_ADDED = "trust_sources.authority.added"
    AUTHORITY_SUSPENDED = "trust_sources.authority.suspended"
    AUTHORITY_RESUMED = "trust_sources.authority.resumed"
    LIST_REPLACED = "trust_sources.revocation_list.replaced"
    LIST_REFUSED = "trust_sources.revocation_list.refused"


class ListFailure(enum.StrEnum):
    """Why a list that was read is not kept; why none could be read has codes of its own."""

    NOT_BELIEVED = "not_believed"
    OLDER = "older"


class NamePlace(enum.StrEnum):
    """Where an authority writes the number of whom it certifies."""

    SUBJECT = "subject"
    EXTENSION = "extension"


class RevocationSource(enum.StrEnum):
    """How it is learnt that a certificate was revoked."""

    CRL = "crl"
    OCSP = "ocsp"
    OCSP_THEN_CRL = "ocsp_then_crl"


class RevocationState(enum.StrEnum):
    """What a list or a responder says of one certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NameRule:
    """
    Where a number stands: an attribute of the subject or an extension of this OID.

    `pattern` is searched in its text; its first group, or the whole match, is the number.
    """

    place: NamePlace
    oid: str
    pattern: str = ""

    def number_in(self, text: str) -> str:
        """Return the number that the text holds, or nothing."""
        if not self.pattern:
            return text.strip()
        found = re.search(self.pattern, text)
        if found is None:
            return ""
        return (found.group(1) if found.groups() else found.group()).strip()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """Which certificates of an authority are of a kind: by policy or by a word in the subject."""

    kind: CertificateKind
    policy_oid: str = ""
    subject_oid: str = ""
    word: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """
    One authority whose certificates are accepted.

    `root` and `intermediates` are DER. A certificate that no kind rule fits is of `usual_kind`.
    """

    id: AuthorityId
    brand: str
    root: bytes = dataclasses.field(repr=False)
    intermediates: tuple[bytes, ...] = dataclasses.field(default=(), repr=False)
    usual_kind: CertificateKind = CertificateKind.PERSONAL
    kind_rules: tuple[KindRule, ...] = ()
    person_rules: tuple[NameRule, ...] = ()
    body_rules: tuple[NameRule, ...] = ()
    revocation: RevocationSource = RevocationSource.CRL
    stale_for: dt.timedelta = dt.timedelta(0)
    responder: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCertificate:
    """A certificate that an accepted authority issued, and whom it names."""

    authority: Authority
    der: bytes = dataclasses.field(repr=False)
    issuers: tuple[bytes, ...] = dataclasses.field(repr=False)
    """Whose certificate issued it, and so on up to the root."""
    issuer: str
    serial: str
    key_fingerprint: str
    kind: CertificateKind
    valid_until: dt.datetime
    person_number: str = dataclasses.field(default="", repr=False)
    body_code: str = ""

    @property
    def issuer_der(self) -> bytes:
        """The certificate of its issuer."""
        return self.issuers[0]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRules:
    """What an authority's certificates are, and where the numbers of whom they name stand."""

    usual_kind: CertificateKind = CertificateKind.PERSONAL
    kind_rules: tuple[KindRule, ...] = ()
    person_rules: tuple[NameRule, ...] = ()
    body_rules: tuple[NameRule, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityEntry:
    """
    What an officer enters about an authority.

    `root` is one certificate, `intermediates` any number, as PEM or DER; `rules` is JSON.
    """

    name: str
    brand: str
    looks: str = ""
    root: bytes = dataclasses.field(repr=False)
    intermediates: bytes = dataclasses.field(default=b"", repr=False)
    rules: str = ""
    revocation: RevocationSource = RevocationSource.CRL
    list_urls: tuple[str, ...] = ()
    responder: str = ""
    stale_for: dt.timedelta = dt.timedelta(0)
    driver_url: str = ""
    renewal_url: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """How one revocation list stands; `failure` is what the last try to renew it came to."""

    url: str
    issued_at: dt.datetime | None
    next_at: dt.datetime | None
    fetched_at: dt.datetime | None
    failure: str
    failed_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityFacts:
    """An authority as officers see it."""

    id: AuthorityId
    name: str
    brand: str
    state: AuthorityState
    fingerprint: str
    root_valid_until: dt.datetime
    revocation: RevocationSource
    responder: str
    stale_for: dt.timedelta
    lists: tuple[ListFacts, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer:
    """What a revocation service sent, or in a word why nothing came."""

    content: bytes | None = dataclasses.field(default=None, repr=False)
    failure: str = ""


Authorities = Sequence[Authority]
