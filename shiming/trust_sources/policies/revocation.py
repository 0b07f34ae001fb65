"""
Reading revocation lists (RFC 5280) and status answers (RFC 6960), SM2 among them.

A list that cannot be believed says nothing: the answer is *unknown*, never *good*.
"""

import dataclasses
import datetime as dt
import hashlib

from asn1crypto import algos, core, crl, ocsp
from asn1crypto import x509 as asn1

from shiming.trust_sources.policies.public_keys import (
    UNREADABLE,
    PublicKey,
    has_issued,
    public_key_of,
)
from shiming.trust_sources.types import RevocationState

_CLOCK_TOLERANCE = dt.timedelta(minutes=5)
_KNOWN_CRITICAL = frozenset({"issuing_distribution_point"})
_NOT_ALL = ("indirect_crl", "only_contains_ca_certs", "only_contains_attribute_certs")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """A list that its issuer signed; `numbers` are the serial numbers that it revokes."""

    issued_at: dt.datetime
    next_at: dt.datetime
    number: int
    numbers: frozenset[int] = dataclasses.field(repr=False)
    points: frozenset[bytes] = frozenset()
    """Of which certificates it is the list: those that name one of these; none: of all."""

    def state_of(
        self,
        serial: int,
        *,
        points: frozenset[bytes] = frozenset(),
        now: dt.datetime,
        stale_for: dt.timedelta,
    ) -> RevocationState:
        """
        Say what the list says of a certificate that names these distribution points.

        Authorities with many certificates spread them over several lists: one that is another
        part's says nothing of a certificate that it does not revoke (RFC 5280, 6.3.3, b).

        A list whose successor is overdue is believed for `stale_for` longer. That a certificate is
        revoked is believed for ever: authorities do not take it back.
        """
        if serial in self.numbers:
            return RevocationState.REVOKED
        if self.points and self.points.isdisjoint(points):
            return RevocationState.UNKNOWN
        is_timely = self.issued_at - _CLOCK_TOLERANCE <= now <= self.next_at + stale_for
        return RevocationState.GOOD if is_timely else RevocationState.UNKNOWN


def read_list(content: bytes, *, issuer: bytes) -> RevocationList | None:
    """Return the list if the issuer (DER certificate) signed it and it covers everybody."""
    try:
        signer = asn1.Certificate.load(issuer, strict=True)
        parsed = crl.CertificateList.load(content, strict=True)
        body = parsed["tbs_cert_list"]
        key = _key_of(signer)
        is_believed = (
            key is not None
            and body["issuer"] == signer.subject
            and body["signature"].dump() == parsed["signature_algorithm"].dump()
            and _may_sign_lists(signer)
            and not (set(parsed.critical_extensions) - _KNOWN_CRITICAL)
            and parsed.delta_crl_indicator_value is None
            and _covers_everybody(parsed)
            and has_issued(
                key,
                message=body.dump(),
                signature=parsed["signature"].native,
                algorithm=parsed["signature_algorithm"],
            )
        )
        next_at = body["next_update"].native
        if not is_believed or next_at is None:
            return None
        revoked = body["revoked_certificates"]
        number = parsed.crl_number_value
        return RevocationList(
            issued_at=body["this_update"].native,
            next_at=next_at,
            number=0 if number is None else number.native,
            numbers=frozenset(each["user_certificate"].native for each in revoked),
            points=_names_of(parsed.issuing_distribution_point_value),
        )
    except UNREADABLE:
        return None


def points_of(certificate: bytes) -> frozenset[bytes]:
    """Return the names of the distribution points where a certificate is revoked, DER each."""
    points = asn1.Certificate.load(certificate).crl_distribution_points_value
    return frozenset(name for point in points or () for name in _names_of(point))


def make_status_request(*, certificate: bytes, issuer: bytes) -> bytes:
    """Return the DER of a question about one certificate."""
    request = ocsp.OCSPRequest(
        {
            "tbs_request": {
                "request_list": [{"req_cert": _certificate_id(certificate, issuer, "sha1")}]
            }
        }
    )
    return bytes(request.dump())


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """What a responder says of one certificate, and until when it may be remembered."""

    state: RevocationState
    until: dt.datetime


def read_status(
    content: bytes, *, certificate: bytes, issuer: bytes, now: dt.datetime
) -> StatusAnswer:
    """Return what the answer says of this certificate, or that nothing is known."""
    nothing = StatusAnswer(state=RevocationState.UNKNOWN, until=now)
    try:
        response = ocsp.OCSPResponse.load(content, strict=True)
        if response["response_status"].native != "successful":
            return nothing
        basic = response.basic_ocsp_response
        if not _is_signed_for(basic, issuer=issuer, now=now):
            return nothing
        for single in basic["tbs_response_data"]["responses"]:
            hashing = single["cert_id"]["hash_algorithm"]["algorithm"].native
            if single["cert_id"].dump() != _certificate_id(certificate, issuer, hashing).dump():
                continue
            begins, ends = single["this_update"].native, single["next_update"].native
            # An answer that names no end is good for this moment alone.
            ends = begins + _CLOCK_TOLERANCE if ends is None else ends
            if not begins - _CLOCK_TOLERANCE <= now <= ends:
                return nothing
            return StatusAnswer(state=_STATES[single["cert_status"].name], until=ends)
    except UNREADABLE:
        return nothing
    return nothing


_STATES = {
    "good": RevocationState.GOOD,
    "revoked": RevocationState.REVOKED,
    "unknown": RevocationState.UNKNOWN,
}


def _is_signed_for(basic: ocsp.BasicOCSPResponse, *, issuer: bytes, now: dt.datetime) -> bool:
    """Tell whether the issuer, or a responder that it appointed, signed the answer."""
    authority = asn1.Certificate.load(issuer, strict=True)
    others = basic["certs"] or ()
    appointed = [each for each in others if _is_appointed(each, authority=authority, now=now)]
    signers = [authority, *appointed]
    return any(_has_signed(signer, basic) for signer in signers)


def _is_appointed(
    responder: asn1.Certificate, *, authority: asn1.Certificate, now: dt.datetime
) -> bool:
    purposes = responder.extended_key_usage_value
    key = _key_of(authority)
    return (
        key is not None
        and purposes is not None
        and "ocsp_signing" in purposes.native
        and responder.issuer == authority.subject
        and responder.not_valid_before <= now <= responder.not_valid_after
        and has_issued(
            key,
            message=responder["tbs_certificate"].dump(),
            signature=responder["signature_value"].native,
            algorithm=responder["signature_algorithm"],
        )
    )


def _has_signed(signer: asn1.Certificate, basic: ocsp.BasicOCSPResponse) -> bool:
    key = _key_of(signer)
    return key is not None and has_issued(
        key,
        message=basic["tbs_response_data"].dump(),
        signature=basic["signature"].native,
        algorithm=basic["signature_algorithm"],
    )


def _certificate_id(certificate: bytes, issuer: bytes, hashing: str) -> ocsp.CertId:
    subject = asn1.Certificate.load(certificate, strict=True)
    authority = asn1.Certificate.load(issuer, strict=True)
    key = authority["tbs_certificate"]["subject_public_key_info"]["public_key"]
    return ocsp.CertId(
        {
            "hash_algorithm": algos.DigestAlgorithm(
                {"algorithm": hashing, "parameters": core.Null()}
            ),
            # RFC 6960 names SHA-1 here; it only finds the certificate, nothing is trusted by it.
            "issuer_name_hash": _digest(hashing, authority.subject.dump()),
            "issuer_key_hash": _digest(hashing, bytes(key)),
            "serial_number": subject.serial_number,
        }
    )


def _digest(hashing: str, content: bytes) -> bytes:
    return hashlib.new(hashing, content, usedforsecurity=False).digest()


def _key_of(certificate: asn1.Certificate) -> PublicKey | None:
    return public_key_of(certificate["tbs_certificate"]["subject_public_key_info"].dump())


def _may_sign_lists(signer: asn1.Certificate) -> bool:
    uses = signer.key_usage_value
    return uses is None or "crl_sign" in uses.native


def _covers_everybody(parsed: crl.CertificateList) -> bool:
    point = parsed.issuing_distribution_point_value
    if point is None:
        return True
    return not any(point[name].native for name in _NOT_ALL) and not point["only_some_reasons"]


def _names_of(
    point: asn1.DistributionPoint | crl.IssuingDistributionPoint | None,
) -> frozenset[bytes]:
    """Return the names of a distribution point, which are the same in lists and certificates."""
    name = None if point is None else point["distribution_point"]
    if not name:
        return frozenset()
    if name.name == "full_name":
        return frozenset(each.dump() for each in name.chosen)
    return frozenset({name.chosen.dump()})
