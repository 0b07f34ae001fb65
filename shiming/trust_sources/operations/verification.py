"""
The certificate gateway: whose certificate signed a statement (`accounts.ports`, E5).

It runs outside of any transaction, because it may ask a responder. The signature is checked before
anybody is asked, so that a stranger who only knows a certificate makes nobody work.
"""

import collections
import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping

from asn1crypto import x509 as asn1

from shiming.accounts.types import (
    CertificateAnswer,
    CertificateHolder,
    CertificateProblem,
    KeyBrand,
    OutsideOutcome,
    ProvenCertificate,
    SignedStatement,
)
from shiming.kernel.sm2 import Sm2Unavailable
from shiming.trust_sources import ports, queries
from shiming.trust_sources.policies.certificates import judge
from shiming.trust_sources.policies.public_keys import has_signed, public_key_of
from shiming.trust_sources.policies.revocation import (
    StatusAnswer,
    make_status_request,
    points_of,
    read_status,
)
from shiming.trust_sources.types import (
    CertificateFlaw,
    CertificateKind,
    JudgedCertificate,
    RevocationSource,
    RevocationState,
)

# Business certificates never sign anybody in (S22-1).
_KINDS = frozenset({CertificateKind.PERSONAL, CertificateKind.ORGANISATION})
_HOLDERS: Mapping[CertificateKind, CertificateHolder] = {
    CertificateKind.PERSONAL: CertificateHolder.PERSON,
    CertificateKind.ORGANISATION: CertificateHolder.ORGANISATION,
    CertificateKind.BUSINESS: CertificateHolder.BUSINESS,
}
_PROBLEMS: Mapping[CertificateFlaw, CertificateProblem] = {
    CertificateFlaw.UNREADABLE: CertificateProblem.MALFORMED,
    CertificateFlaw.WEAK: CertificateProblem.NOT_TRUSTED,
    CertificateFlaw.NOT_TRUSTED: CertificateProblem.NOT_TRUSTED,
    CertificateFlaw.NOT_YET_VALID: CertificateProblem.NOT_YET_VALID,
    CertificateFlaw.EXPIRED: CertificateProblem.EXPIRED,
    CertificateFlaw.WRONG_USE: CertificateProblem.WRONG_KIND,
    CertificateFlaw.WRONG_KIND: CertificateProblem.WRONG_KIND,
    CertificateFlaw.REVOKED: CertificateProblem.REVOKED,
    CertificateFlaw.BAD_SIGNATURE: CertificateProblem.BAD_SIGNATURE,
}
_REMEMBERED_FOR = dt.timedelta(minutes=5)
_MOST_REMEMBERED = 1000


class CertificateGateway:
    """Fills `accounts.ports.certificate_verifier`; may be shared by threads."""

    def __init__(self) -> None:
        # Responders' answers, by certificate; each process asks for itself.
        self._answers: collections.OrderedDict[str, StatusAnswer] = collections.OrderedDict()

    def brands(self) -> tuple[KeyBrand, ...]:
        """Return the brands of keys that are accepted side by side."""
        return tuple(
            KeyBrand(
                code=brand.code, name=brand.name, looks=brand.looks, driver_url=brand.driver_url
            )
            for brand in queries.list_accepted_brands()
        )

    def verify(self, signed: SignedStatement, *, now: dt.datetime) -> CertificateAnswer:
        """Say whose certificate signed the statement, or why it does not serve."""
        return self._answer(signed.certificate, signed=signed, now=now)

    def recognise(self, certificate: bytes, *, now: dt.datetime) -> CertificateAnswer:
        """Say whose certificate this is whose key the proxy has seen in a TLS handshake."""
        return self._answer(certificate, signed=None, now=now)

    def _answer(
        self, certificate: bytes, *, signed: SignedStatement | None, now: dt.datetime
    ) -> CertificateAnswer:
        try:
            found = judge(
                certificate,
                authorities=queries.list_accepted_authorities(),
                kinds=_KINDS,
                now=now,
            )
            if isinstance(found, CertificateFlaw):
                return _refused(found)
            # `content` is the whole of what the key signs: `accounts` has put the protocol's
            # prefix before the statement, and nothing here adds to it.
            if signed is not None and not _has_signed(found, signed):
                return _refused(CertificateFlaw.BAD_SIGNATURE)
            state = self._state_of(found, now=now)
        except Sm2Unavailable:
            return _unavailable("sm2")
        if state is RevocationState.UNKNOWN:
            return _unavailable(CertificateFlaw.REVOCATION_UNKNOWN.value)
        if state is RevocationState.REVOKED:
            return _refused(CertificateFlaw.REVOKED)
        return CertificateAnswer(
            outcome=OutsideOutcome.PROVEN,
            certificate=ProvenCertificate(
                issuer=found.issuer,
                serial=found.serial,
                fingerprint=found.key_fingerprint,
                holder=_HOLDERS[found.kind],
                valid_until=found.valid_until,
                brand=found.authority.brand,
                person_number=found.person_number,
                body_code=found.body_code,
            ),
        )

    def _state_of(self, found: JudgedCertificate, *, now: dt.datetime) -> RevocationState:
        source = found.authority.revocation
        state = _state_in_lists(found, now=now)
        if source is RevocationSource.CRL or state is RevocationState.REVOKED:
            return state
        answer = self._ask(found, now=now)
        # Who says in so many words that the certificate is unknown is not outvoted by a list.
        has_spoken = answer.state is not RevocationState.UNKNOWN or answer.until > now
        return answer.state if has_spoken or source is RevocationSource.OCSP else state

    def _ask(self, found: JudgedCertificate, *, now: dt.datetime) -> StatusAnswer:
        key = hashlib.sha256(found.issuer_der + found.der).hexdigest()
        known = self._answers.get(key)
        if known is not None and known.until > now:
            return known
        sent = ports.revocation_services().ask_responder(
            found.authority.responder,
            request=make_status_request(certificate=found.der, issuer=found.issuer_der),
        )
        if sent.content is None:
            return StatusAnswer(state=RevocationState.UNKNOWN, until=now)
        answer = read_status(sent.content, certificate=found.der, issuer=found.issuer_der, now=now)
        if answer.state is not RevocationState.UNKNOWN:
            until = min(answer.until, now + _REMEMBERED_FOR)
            self._answers[key] = StatusAnswer(state=answer.state, until=until)
            while len(self._answers) > _MOST_REMEMBERED:
                self._answers.popitem(last=False)
        return answer


def _has_signed(found: JudgedCertificate, signed: SignedStatement) -> bool:
    certificate = asn1.Certificate.load(found.der)
    key = public_key_of(certificate["tbs_certificate"]["subject_public_key_info"].dump())
    return key is not None and has_signed(key, message=signed.content, signature=signed.signature)


def _state_in_lists(found: JudgedCertificate, *, now: dt.datetime) -> RevocationState:
    """Say what the kept lists say of the certificate, and whether an issuer above is revoked."""
    authority = found.authority
    serial, points = asn1.Certificate.load(found.der).serial_number, points_of(found.der)
    states = {
        one.state_of(serial, points=points, now=now, stale_for=authority.stale_for)
        for one in queries.list_kept_lists(authority.id, signer=found.issuer_der)
    }
    if RevocationState.REVOKED in states or _is_issuer_revoked(found):
        return RevocationState.REVOKED
    return RevocationState.GOOD if RevocationState.GOOD in states else RevocationState.UNKNOWN


def _is_issuer_revoked(found: JudgedCertificate) -> bool:
    """Tell whether anybody between the certificate and the root is revoked by who is above."""
    return any(
        asn1.Certificate.load(issued).serial_number in one.numbers
        for issued, signer in itertools.pairwise(found.issuers)
        for one in queries.list_kept_lists(found.authority.id, signer=signer)
    )


def _refused(flaw: CertificateFlaw) -> CertificateAnswer:
    return CertificateAnswer(
        outcome=OutsideOutcome.REFUSED, problem=_PROBLEMS[flaw], reason=flaw.value
    )


def _unavailable(reason: str) -> CertificateAnswer:
    return CertificateAnswer(outcome=OutsideOutcome.UNAVAILABLE, reason=reason)
