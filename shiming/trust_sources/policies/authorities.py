"""Who may enter an authority, and what may be entered. Pure rules."""

import datetime as dt
import json
import re

from asn1crypto import pem
from asn1crypto import x509 as asn1

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.trust_sources import errors
from shiming.trust_sources.policies.certificates import LONGEST_CERTIFICATE
from shiming.trust_sources.policies.public_keys import UNREADABLE, has_issued, public_key_of
from shiming.trust_sources.types import (
    AuthorityEntry,
    AuthorityRules,
    CertificateKind,
    KindRule,
    NamePlace,
    NameRule,
    RevocationSource,
    TrustPermission,
)

MOST_INTERMEDIATES = 8
LONGEST_FILE = MOST_INTERMEDIATES * 2 * LONGEST_CERTIFICATE
_OID = re.compile(r"[0-2](\.[0-9]{1,12}){1,20}")
_KEYS = {"usual_kind", "kinds", "persons", "bodies"}


def refusal_to_manage(*, officer: Actor) -> DomainError | None:
    """Return why this actor may not see or change the authorities, or None if they may."""
    if officer.may(TrustPermission.MANAGE_AUTHORITIES):
        return None
    return errors.MayNotManageAuthorities()


def refusal_of_revocation(entry: AuthorityEntry) -> DomainError | None:
    """Return why revocation could not be learnt in the way that was chosen, or None."""
    needs_lists = entry.revocation is not RevocationSource.OCSP
    needs_responder = entry.revocation is not RevocationSource.CRL
    if (needs_lists and not entry.list_urls) or (needs_responder and not entry.responder):
        return errors.RevocationAddressMissing()
    return None


def read_root(content: bytes, *, now: dt.datetime) -> bytes:
    """
    Return the root certificate as DER.

    :raises errors.RootUnfit: if it is not one self-signed authority's, in force, with a strong key
    """
    try:
        (der,) = _split(content)
        root = asn1.Certificate.load(der, strict=True)
        is_fit = (
            _may_issue(root)
            and root.subject == root.issuer
            and root.not_valid_before <= now <= root.not_valid_after
            and _is_issued_by(root, root)
        )
    except UNREADABLE as error:
        raise errors.RootUnfit from error
    if not is_fit:
        raise errors.RootUnfit
    return der


def read_intermediates(content: bytes, *, root: bytes) -> tuple[bytes, ...]:
    """
    Return the intermediate certificates as DER.

    :raises errors.IntermediateUnfit: if one is unreadable, may not issue, or hangs on no other
    """
    try:
        ders = _split(content) if content.strip() else []
        links = [asn1.Certificate.load(der, strict=True) for der in ders]
        signers = [asn1.Certificate.load(root, strict=True), *links]
        is_fit = len(ders) <= MOST_INTERMEDIATES and all(
            _may_issue(link)
            and any(_is_issued_by(link, signer) for signer in signers if signer is not link)
            for link in links
        )
    except UNREADABLE as error:
        raise errors.IntermediateUnfit from error
    if not is_fit:
        raise errors.IntermediateUnfit
    return tuple(ders)


def root_valid_until(der: bytes) -> dt.datetime:
    """Return when a root certificate that was read before is over."""
    until: dt.datetime = asn1.Certificate.load(der, strict=True).not_valid_after
    return until


def read_rules(text: str) -> AuthorityRules:
    """
    Return the rules of an authority; no text is no rule.

    `{"usual_kind": "personal", "kinds": [{"kind": "organisation", "policy_oid": "…"}], "persons":
    [{"place": "subject", "oid": "…", "pattern": "…"}], "bodies": […]}`, each part optional.

    :raises errors.RulesWrong: if it is not that
    """
    try:
        told = json.loads(text) if text.strip() else {}
        if not isinstance(told, dict) or set(told) - _KEYS:
            raise errors.RulesWrong
        return AuthorityRules(
            usual_kind=CertificateKind(told.get("usual_kind", CertificateKind.PERSONAL)),
            kind_rules=tuple(_kind_rule(**each) for each in told.get("kinds", ())),
            person_rules=tuple(_name_rule(**each) for each in told.get("persons", ())),
            body_rules=tuple(_name_rule(**each) for each in told.get("bodies", ())),
        )
    except (ValueError, TypeError, RecursionError, re.error) as error:
        raise errors.RulesWrong from error


def _kind_rule(
    *, kind: str, policy_oid: str = "", subject_oid: str = "", word: str = ""
) -> KindRule:
    if not (_is_oid(policy_oid) or (_is_oid(subject_oid) and word)):
        raise ValueError("neither a policy nor a word in the subject")
    return KindRule(
        kind=CertificateKind(kind), policy_oid=policy_oid, subject_oid=subject_oid, word=word
    )


def _name_rule(*, place: str, oid: str, pattern: str = "") -> NameRule:
    re.compile(pattern)
    if not _is_oid(oid):
        raise ValueError("no object identifier")
    return NameRule(place=NamePlace(place), oid=oid, pattern=pattern)


def _is_oid(text: str) -> bool:
    return _OID.fullmatch(text) is not None


def _split(content: bytes) -> list[bytes]:
    if len(content) > LONGEST_FILE:
        raise ValueError("too long")
    if pem.detect(content):
        return [der for _, _, der in pem.unarmor(content, multiple=True)]
    return [content]


def _may_issue(certificate: asn1.Certificate) -> bool:
    uses = certificate.key_usage_value
    return bool(certificate.ca) and (uses is None or "key_cert_sign" in uses.native)


def _is_issued_by(issued: asn1.Certificate, issuer: asn1.Certificate) -> bool:
    key = public_key_of(issuer["tbs_certificate"]["subject_public_key_info"].dump())
    own = public_key_of(issued["tbs_certificate"]["subject_public_key_info"].dump())
    return (
        key is not None
        and own is not None
        and issued.issuer == issuer.subject
        and has_issued(
            key,
            message=issued["tbs_certificate"].dump(),
            signature=issued["signature_value"].native,
            algorithm=issued["signature_algorithm"],
        )
    )
