"""Authorities that are accepted, and certificates of theirs."""

import base64
import dataclasses
import datetime as dt
import uuid

from shiming.accounts.policies.certificates import signed_bytes
from shiming.accounts.types import (
    CertificateAnswer,
    CertificateProblem,
    OutsideOutcome,
    SignedStatement,
)
from shiming.trust_sources.models import CertificateAuthority
from shiming.trust_sources.operations import CertificateGateway, keep_list
from shiming.trust_sources.policies.revocation import read_list
from shiming.trust_sources.types import AuthorityId, RevocationSource
from tests.cast import PROOFED_CITIZEN
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    KeyPair,
    Sort,
    make_key,
    make_leaf,
    make_root,
)

STATEMENT = "e30.e30.c2lnbmF0dXJl"
RESPONDER = "http://ocsp.example/"
RULES = (
    '{"kinds": [{"kind": "business", "policy_oid": "1.2.156.1.2"},'
    ' {"kind": "organisation", "policy_oid": "1.2.156.1.1"}],'
    ' "persons": [{"place": "subject", "oid": "2.5.4.5"}]}'
)


def accept(
    root: bytes,
    *intermediates: bytes,
    brand: str = "sample",
    name: str = "样例机构",
    source: RevocationSource = RevocationSource.CRL,
    stale_hours: int = 0,
) -> AuthorityId:
    row = CertificateAuthority.objects.create(
        name=name,
        brand=brand,
        looks="蓝色",
        root=root,
        fingerprint=uuid.uuid4().hex,
        root_valid_until=NOW + 3650 * DAY,
        intermediates=[base64.b64encode(each).decode() for each in intermediates],
        rules=RULES,
        revocation=source,
        list_urls=["http://crl.example/"],
        responder="" if source is RevocationSource.CRL else RESPONDER,
        stale_hours=stale_hours,
        driver_url="https://driver.example/",
        added_at=NOW,
    )
    return AuthorityId(row.pk)


def keep(authority_id: AuthorityId, issuer: bytes, content: bytes, *, url: str = "a") -> None:
    read = read_list(content, issuer=issuer)
    assert read is not None
    keep_list(authority_id=authority_id, url=url, content=content, read=read, now=NOW)


def signed_with(key: KeyPair, der: bytes, *, statement: str = STATEMENT) -> SignedStatement:
    return SignedStatement(
        content=signed_bytes(STATEMENT),
        algorithm="",
        signature=key.sign_raw(signed_bytes(statement)),
        certificate=der,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """A certificate that is accepted, whose list is there."""

    root: Issuer
    key: KeyPair
    der: bytes
    authority_id: AuthorityId

    def verify(self, *, now: dt.datetime = NOW) -> CertificateAnswer:
        return CertificateGateway().verify(signed_with(self.key, self.der), now=now)


def make_case(
    sort: Sort = "ec", *, source: RevocationSource = RevocationSource.CRL, policy: str = ""
) -> Case:
    root = make_root(sort)
    key = make_key(sort)
    der = make_leaf(root, key=key, subject_number=PROOFED_CITIZEN.number, policy=policy)
    authority_id = accept(root.der, source=source)
    return Case(root=root, key=key, der=der, authority_id=authority_id)


def outcome(answer: CertificateAnswer) -> tuple[OutsideOutcome, CertificateProblem | None]:
    return answer.outcome, answer.problem
