"""
Judging a certificate: an ordered table of checks, one function each.

Chains of RSA and elliptic-curve certificates are built by `cryptography`; it knows no SM2, so for
those a small walk does the same.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from asn1crypto import core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import verification

from shiming.trust_sources.policies.public_keys import (
    UNREADABLE,
    PublicKey,
    Sm2PublicKey,
    fingerprint_of,
    has_issued,
    public_key_of,
)
from shiming.trust_sources.types import (
    Authority,
    CertificateFlaw,
    CertificateKind,
    JudgedCertificate,
    NamePlace,
    NameRule,
)

LONGEST_CERTIFICATE = 16 * 1024
_LONGEST_CHAIN = 4
_KNOWN_CRITICAL = frozenset(
    {
        "basic_constraints",
        "key_usage",
        "extended_key_usage",
        "certificate_policies",
        "key_identifier",
    }
)
_SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
_SIGN_IN_PURPOSES = frozenset({"client_auth", "any_extended_key_usage"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """One certificate, read."""

    der: bytes
    certificate: asn1.Certificate
    key: PublicKey | None

    @property
    def body(self) -> asn1.TbsCertificate:
        return self.certificate["tbs_certificate"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What the checks look at."""

    leaf: _Link
    authorities: Sequence[Authority]
    kinds: frozenset[CertificateKind]
    now: dt.datetime
    authority: Authority | None = None
    chain: tuple[_Link, ...] = ()


def judge(
    der: bytes,
    *,
    authorities: Sequence[Authority],
    kinds: frozenset[CertificateKind],
    now: dt.datetime,
) -> JudgedCertificate | CertificateFlaw:
    """
    Say who issued a certificate and whom it names, or the first flaw that it has.

    Revocation is not looked at here; business certificates never serve to sign in (S22-1), so
    `kinds` names what does.
    """
    leaf = _read(der)
    if leaf is None:
        return CertificateFlaw.UNREADABLE
    question = _find_chain(_Question(leaf=leaf, authorities=authorities, kinds=kinds, now=now))
    for check in CHECKS:
        flaw = check(question)
        if flaw is not None:
            return flaw
    authority = question.authority
    if authority is None:  # pragma: no cover  `chain_is_trusted` has seen to it
        return CertificateFlaw.NOT_TRUSTED
    return JudgedCertificate(
        authority=authority,
        der=leaf.der,
        issuers=tuple(link.der for link in question.chain[1:]),
        issuer=leaf.certificate.issuer.human_friendly,
        serial=f"{leaf.certificate.serial_number:x}",
        key_fingerprint=fingerprint_of(leaf.body["subject_public_key_info"].dump()),
        kind=_kind(leaf.certificate, authority),
        valid_until=leaf.certificate.not_valid_after,
        person_number=_number(leaf.certificate, authority.person_rules),
        body_code=_number(leaf.certificate, authority.body_rules),
    )


def key_is_strong(question: _Question) -> CertificateFlaw | None:
    """Refuse short RSA keys and curves that are not accepted."""
    return CertificateFlaw.WEAK if question.leaf.key is None else None


def chain_is_trusted(question: _Question) -> CertificateFlaw | None:
    """Refuse what no accepted authority issued, through certificates that may issue."""
    return CertificateFlaw.NOT_TRUSTED if question.authority is None else None


def time_has_begun(question: _Question) -> CertificateFlaw | None:
    """Refuse a certificate before its time."""
    begins = question.leaf.certificate.not_valid_before
    return CertificateFlaw.NOT_YET_VALID if question.now < begins else None


def time_is_not_over(question: _Question) -> CertificateFlaw | None:
    """Refuse a certificate after its time."""
    ends = question.leaf.certificate.not_valid_after
    return CertificateFlaw.EXPIRED if question.now > ends else None


def use_is_signing(question: _Question) -> CertificateFlaw | None:
    """Refuse encryption certificates, and those for servers, code or time stamps alone."""
    certificate = question.leaf.certificate
    uses, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    is_for_signing = uses is None or bool(_SIGNING_USES & uses.native)
    is_for_people = purposes is None or bool(_SIGN_IN_PURPOSES & set(purposes.native))
    if certificate.ca or not is_for_signing or not is_for_people:
        return CertificateFlaw.WRONG_USE
    return None


def kind_is_wanted(question: _Question) -> CertificateFlaw | None:
    """Refuse a personal certificate where an organisation's is wanted, and the like."""
    if question.authority is None:  # pragma: no cover  `chain_is_trusted` comes first
        return CertificateFlaw.NOT_TRUSTED
    kind = _kind(question.leaf.certificate, question.authority)
    return None if kind in question.kinds else CertificateFlaw.WRONG_KIND


CHECKS: tuple[Callable[[_Question], CertificateFlaw | None], ...] = (
    key_is_strong,
    chain_is_trusted,
    time_has_begun,
    time_is_not_over,
    use_is_signing,
    kind_is_wanted,
)


def _read(der: bytes) -> _Link | None:
    if len(der) > LONGEST_CERTIFICATE:
        return None
    try:
        certificate = asn1.Certificate.load(der, strict=True)
        # The parser is lazy: what is never asked for is never read.
        certificate.native  # noqa: B018
        _ = certificate.subject.hashable, certificate.issuer.hashable
        spki = certificate["tbs_certificate"]["subject_public_key_info"].dump()
        key = public_key_of(spki)
        names = [each["extn_id"].native for each in certificate["tbs_certificate"]["extensions"]]
    except UNREADABLE:
        return None
    if len(names) != len(set(names)) or certificate["tbs_certificate"]["version"].native != "v3":
        return None
    return _Link(der=der, certificate=certificate, key=key)


def _find_chain(question: _Question) -> _Question:
    """Look for an authority whose root stands behind the certificate."""
    # At a moment at which the certificate is in force: that it is over is a check of its own, with
    # a kinder word than "not trusted".
    certificate = question.leaf.certificate
    moment = min(max(question.now, certificate.not_valid_before), certificate.not_valid_after)
    for authority in question.authorities:
        chain = _chain_to(authority, question.leaf, moment=moment)
        if chain is not None:
            return dataclasses.replace(question, authority=authority, chain=chain)
    return question


def _chain_to(
    authority: Authority, leaf: _Link, *, moment: dt.datetime
) -> tuple[_Link, ...] | None:
    root = _read(authority.root)
    helpers = [link for link in map(_read, authority.intermediates) if link is not None]
    if root is None or leaf.key is None or leaf.der == root.der:
        return None
    if isinstance(root.key, Sm2PublicKey) or isinstance(leaf.key, Sm2PublicKey):
        chain = _walk((leaf,), [root, *helpers], root=root, moment=moment)
    else:
        chain = _build(leaf, helpers, root=root, moment=moment)
    if chain is None or any(_has_unknown_critical(link) for link in chain):
        return None
    return chain


def _build(
    leaf: _Link, helpers: Iterable[_Link], *, root: _Link, moment: dt.datetime
) -> tuple[_Link, ...] | None:
    """Have the library build the chain."""
    try:
        verifier = (
            verification.PolicyBuilder()
            .store(verification.Store([x509.load_der_x509_certificate(root.der)]))
            .time(moment)
            .max_chain_depth(_LONGEST_CHAIN - 2)
            .extension_policies(
                ca_policy=verification.ExtensionPolicy.permit_all().require_present(
                    x509.BasicConstraints,
                    verification.Criticality.AGNOSTIC,
                    _may_issue,
                ),
                ee_policy=verification.ExtensionPolicy.permit_all(),
            )
            .build_client_verifier()
        )
        verified = verifier.verify(
            x509.load_der_x509_certificate(leaf.der),
            [x509.load_der_x509_certificate(each.der) for each in helpers],
        )
    except (verification.VerificationError, ValueError):
        return None
    links = [_read(each.public_bytes(serialization.Encoding.DER)) for each in verified.chain]
    chain = tuple(link for link in links if link is not None)
    return chain if len(chain) == len(links) and all(map(_is_issuer, chain[1:])) else None


def _walk(
    chain: tuple[_Link, ...], issuers: Sequence[_Link], *, root: _Link, moment: dt.datetime
) -> tuple[_Link, ...] | None:
    """Walk from certificate to issuer until the root, at most as far as the longest chain."""
    last = chain[-1]
    if last.der == root.der:
        return chain
    if len(chain) == _LONGEST_CHAIN:
        return None
    for issuer in issuers:
        is_next = (
            issuer.certificate.subject == last.certificate.issuer
            and all(issuer.der != each.der for each in chain)
            and _is_issuer(issuer)
            and _is_in_time(issuer, moment)
            and _has_room(issuer, below=len(chain) - 1)
            and _has_issued(issuer, last)
        )
        longer = _walk((*chain, issuer), issuers, root=root, moment=moment) if is_next else None
        if longer is not None:
            return longer
    return None


def _is_issuer(link: _Link) -> bool:
    uses = link.certificate.key_usage_value
    return bool(link.certificate.ca) and (uses is None or "key_cert_sign" in uses.native)


def _is_in_time(link: _Link, moment: dt.datetime) -> bool:
    return bool(link.certificate.not_valid_before <= moment <= link.certificate.not_valid_after)


def _has_room(issuer: _Link, *, below: int) -> bool:
    longest = issuer.certificate.max_path_length
    return longest is None or below <= longest


def _has_issued(issuer: _Link, issued: _Link) -> bool:
    inner, outer = issued.body["signature"], issued.certificate["signature_algorithm"]
    return (
        issuer.key is not None
        and inner.dump() == outer.dump()
        and has_issued(
            issuer.key,
            message=issued.body.dump(),
            signature=issued.certificate["signature_value"].native,
            algorithm=outer,
        )
    )


def _has_unknown_critical(link: _Link) -> bool:
    return bool(set(link.certificate.critical_extensions) - _KNOWN_CRITICAL)


def _may_issue(
    _policy: verification.Policy, _certificate: x509.Certificate, extension: x509.BasicConstraints
) -> None:
    if not extension.ca:
        raise ValueError("not a certificate that issues others")


def _kind(certificate: asn1.Certificate, authority: Authority) -> CertificateKind:
    policies = certificate.certificate_policies_value
    oids = {each["policy_identifier"].dotted for each in policies} if policies else set()
    for rule in authority.kind_rules:
        if rule.policy_oid and rule.policy_oid in oids:
            return rule.kind
        if rule.subject_oid and rule.word in _subject_texts(certificate, rule.subject_oid):
            return rule.kind
    return authority.usual_kind


def _number(certificate: asn1.Certificate, rules: Iterable[NameRule]) -> str:
    for rule in rules:
        texts = (
            _subject_texts(certificate, rule.oid)
            if rule.place is NamePlace.SUBJECT
            else _extension_texts(certificate, rule.oid)
        )
        numbers = {number for number in map(rule.number_in, texts) if number}
        # Two different numbers in one certificate name nobody.
        if len(numbers) == 1:
            return numbers.pop()
    return ""


def _subject_texts(certificate: asn1.Certificate, oid: str) -> list[str]:
    return [
        str(part["value"].native)
        for name in certificate.subject.chosen
        for part in name
        if part["type"].dotted == oid
    ]


def _extension_texts(certificate: asn1.Certificate, oid: str) -> list[str]:
    texts = []
    for each in certificate["tbs_certificate"]["extensions"]:
        if each["extn_id"].dotted == oid:
            try:
                value = core.load(each["extn_value"].native, strict=True).native
            except (ValueError, TypeError):
                value = None
            texts += [value] if isinstance(value, str) else []
    return texts
