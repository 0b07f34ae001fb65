"""Signing in with what somebody outside vouches for: social account, certificate, licence."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types.ids import AccountId

OutsideProofId = NewType("OutsideProofId", uuid.UUID)
BindingId = NewType("BindingId", uuid.UUID)

SOCIAL_METHOD = "urn:shiming:amr:social"
"""No RFC 8176 name is true of another site's word, so this one is collision-resistant instead."""
LICENCE_METHOD = "urn:shiming:amr:licence"
UNIT_METHODS = (frozenset({"hwk", "pin"}), frozenset({LICENCE_METHOD}))
"""What a session shows after a certificate or a licence: by one of these a unit itself was here."""


class OutsideKind(enum.StrEnum):
    """Who vouches."""

    SOCIAL = "social"
    CERTIFICATE = "certificate"
    LICENCE = "licence"
    FACE = "face"


class OutsideAim(enum.StrEnum):
    """What the proof shall do."""

    SIGN_IN = "sign_in"
    BIND = "bind"
    CONFIRM = "confirm"
    RECOVER = "recover"
    ERRAND = "errand"
    """Neither: another area has something done, once the right face was shown."""


class OutsideOutcome(enum.StrEnum):
    """What came of asking somebody outside; `unavailable` never counts against anybody."""

    PROVEN = "proven"
    WAITING = "waiting"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class CertificateProblem(enum.StrEnum):
    """Why the platform does not accept a certificate; what the agent says has codes of its own."""

    MALFORMED = "certificate.malformed"
    BAD_SIGNATURE = "certificate.bad_signature"
    NOT_YET_VALID = "certificate.not_yet_valid"
    EXPIRED = "certificate.expired"
    REVOKED = "certificate.revoked"
    NOT_TRUSTED = "certificate.not_trusted"
    WRONG_KIND = "certificate.wrong_kind"


class CertificateHolder(enum.StrEnum):
    """What a certificate was issued for (S22-1)."""

    PERSON = "person"
    ORGANISATION = "organisation"
    BUSINESS = "business"


class OutsideEvent(enum.StrEnum):
    """The audit events of such proofs; those named `abuse` are the abuse log (A10)."""

    SOCIAL_BOUND = "accounts.social.bound"
    SOCIAL_UNBOUND = "accounts.social.unbound"
    CERTIFICATE_BOUND = "accounts.certificate.bound"
    CERTIFICATE_UNBOUND = "accounts.certificate.unbound"
    LICENCE_BOUND = "accounts.licence.bound"
    LICENCE_UNBOUND = "accounts.licence.unbound"
    CERTIFICATE_FAILED = "accounts.abuse.certificate_failed"
    STATE_FORGED = "accounts.abuse.social_state_forged"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OutsideProof:
    """An errand to somebody outside, bound to one browser; `secrets` never leave the server."""

    id: OutsideProofId
    kind: OutsideKind
    aim: OutsideAim
    provider: str
    account_id: AccountId | None
    secrets: dict[str, str] = dataclasses.field(repr=False)
    created_at: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SocialSubject:
    """What a social network says of who came back; `subject` is its opaque name of them."""

    outcome: OutsideOutcome
    subject: str = dataclasses.field(default="", repr=False)
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What the social network gets with the redirect, as far as it understands it."""

    state: str
    nonce: str
    code_challenge: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProvenCertificate:
    """
    A certificate that the verifier accepts, and whose key has signed the statement.

    `fingerprint` is the SHA-256 of the public key (SPKI, hex). `person_number` and `body_code` are
    what the subject fields say, empty where they say nothing.
    """

    issuer: str
    serial: str
    fingerprint: str
    holder: CertificateHolder
    valid_until: dt.datetime
    brand: str = ""
    person_number: str = dataclasses.field(default="", repr=False)
    body_code: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAnswer:
    """Who signed a statement, or why that is not known."""

    outcome: OutsideOutcome
    certificate: ProvenCertificate | None = None
    problem: CertificateProblem | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """What came from the agent: exactly what the key signed, and with which certificate (DER)."""

    content: bytes
    algorithm: str
    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyBrand:
    """A brand of keys that the platform accepts, and where its driver is had (S30-1, S30-2)."""

    code: str
    name: str
    looks: str = ""
    driver_url: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownLicenceCode:
    """What the holder's app shall scan, and under which reference its answer is asked for."""

    reference: str
    payload: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LicenceAnswer:
    """What the wallet says: whose licence was presented, or why none was."""

    outcome: OutsideOutcome
    body_code: str = ""
    body_name: str = dataclasses.field(default="", repr=False)
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BindingFacts:
    """One binding as its owner sees it in the list."""

    id: BindingId
    kind: OutsideKind
    bound_at: dt.datetime
    provider: str = ""
    serial: str = ""
    body_code: str = ""
    used_at: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    is_suspended: bool = False
    """Whether the source has changed so much that the owner must link anew."""
