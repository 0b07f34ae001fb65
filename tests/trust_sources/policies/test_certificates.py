"""Judging certificates: every check is shown to refuse on its own, beside one that passes."""

import dataclasses
import datetime as dt
import uuid

import pytest
from asn1crypto import core

from shiming.trust_sources.policies.certificates import CHECKS, judge
from shiming.trust_sources.types import (
    Authority,
    AuthorityId,
    CertificateFlaw,
    CertificateKind,
    JudgedCertificate,
    KindRule,
    NamePlace,
    NameRule,
)
from tests.cast import PROOFED_CITIZEN
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    Sort,
    authority_extensions,
    distribution_points,
    extension,
    make_certificate,
    make_intermediate,
    make_key,
    make_leaf,
    make_root,
)

SERVES = frozenset({CertificateKind.PERSONAL, CertificateKind.ORGANISATION})
ORGANISATION = "1.2.156.1.1"
BUSINESS = "1.2.156.1.2"
SORTS: tuple[Sort, ...] = ("rsa", "ec", "sm2")


def authority_of(root: Issuer, *intermediates: Issuer) -> Authority:
    return Authority(
        id=AuthorityId(uuid.UUID(int=1)),
        brand="sample",
        root=root.der,
        intermediates=tuple(each.der for each in intermediates),
        kind_rules=(
            KindRule(kind=CertificateKind.ORGANISATION, policy_oid=ORGANISATION),
            KindRule(kind=CertificateKind.BUSINESS, policy_oid=BUSINESS),
        ),
        person_rules=(NameRule(place=NamePlace.SUBJECT, oid="2.5.4.5", pattern="[0-9]{17}[0-9X]"),),
        body_rules=(NameRule(place=NamePlace.EXTENSION, oid="1.2.156.10260.4.1.4"),),
    )


def judged(
    der: bytes, *authorities: Authority, now: dt.datetime = NOW
) -> JudgedCertificate | CertificateFlaw:
    return judge(der, authorities=authorities, kinds=SERVES, now=now)


@pytest.fixture
def root() -> Issuer:
    return make_root()


@pytest.fixture
def authority(root: Issuer) -> Authority:
    return authority_of(root)


class TestJudge:
    @pytest.mark.parametrize("sort", SORTS)
    def test_accepts_a_certificate_under_an_intermediate(self, sort: Sort) -> None:
        root = make_root(sort)
        middle = make_intermediate(root)
        der = make_leaf(middle, key=make_key(sort))

        found = judged(der, authority_of(root, middle))

        assert isinstance(found, JudgedCertificate)
        assert (found.serial, found.issuer_der, found.kind) == (
            "7",
            middle.der,
            CertificateKind.PERSONAL,
        )

    def test_tells_authorities_apart_that_are_accepted_side_by_side(self) -> None:
        first = authority_of(make_root("rsa", name="甲机构"))
        issuer = make_root(name="乙机构")
        second = dataclasses.replace(authority_of(issuer), brand="second")

        found = judged(make_leaf(issuer, key=make_key()), first, second)

        assert isinstance(found, JudgedCertificate)
        assert found.authority.brand == "second"

    def test_reads_whom_it_names_from_subject_and_extension(
        self, root: Issuer, authority: Authority
    ) -> None:
        code = core.UTF8String("91110000600037341L").dump()
        der = make_leaf(
            root,
            key=make_key(),
            policy=ORGANISATION,
            subject_number=f"SF{PROOFED_CITIZEN.number}",
            also=[extension("1.2.156.10260.4.1.4", core.ParsableOctetString(code))],
        )

        found = judged(der, authority)

        assert isinstance(found, JudgedCertificate)
        assert found.person_number == PROOFED_CITIZEN.number
        assert found.body_code == "91110000600037341L"
        assert found.kind is CertificateKind.ORGANISATION

    @pytest.mark.parametrize("content", [b"", b"nonsense", b"\x30" * 20_000])
    def test_refuses_what_cannot_be_read(self, authority: Authority, content: bytes) -> None:
        assert judged(content, authority) is CertificateFlaw.UNREADABLE

    @pytest.mark.parametrize(
        ("there", "instead", "flaw"),
        [
            # A type of ASN.1 for which there is no value, and a curve that nobody knows.
            ("300fa00da00b", "300f070da00b", CertificateFlaw.UNREADABLE),
            ("06082a8648ce3d030107", "06082a8648ce3d03017f", CertificateFlaw.WEAK),
        ],
    )
    def test_refuses_what_no_parser_expects(
        self, root: Issuer, authority: Authority, *, there: str, instead: str, flaw: CertificateFlaw
    ) -> None:
        der = make_leaf(root, key=make_key(), also=[distribution_points("http://a/")])
        strange = der.replace(bytes.fromhex(there), bytes.fromhex(instead))

        assert strange != der
        assert judged(strange, authority) is flaw

    def test_refuses_a_weak_key(self, root: Issuer, authority: Authority) -> None:
        der = make_leaf(root, key=make_key("rsa", bits=1024))

        assert judged(der, authority) is CertificateFlaw.WEAK

    def test_refuses_a_certificate_before_and_after_its_time(
        self, root: Issuer, authority: Authority
    ) -> None:
        der = make_leaf(root, key=make_key(), begins=NOW, ends=NOW + DAY)
        second = dt.timedelta(seconds=1)

        assert judged(der, authority, now=NOW - second) is CertificateFlaw.NOT_YET_VALID
        assert isinstance(judged(der, authority, now=NOW + DAY), JudgedCertificate)
        assert judged(der, authority, now=NOW + DAY + second) is CertificateFlaw.EXPIRED

    def test_refuses_a_key_that_is_for_encryption(self, root: Issuer, authority: Authority) -> None:
        der = make_leaf(root, key=make_key(), uses={"key_encipherment", "data_encipherment"})

        assert judged(der, authority) is CertificateFlaw.WRONG_USE

    def test_refuses_a_servers_certificate(self, root: Issuer, authority: Authority) -> None:
        der = make_leaf(root, key=make_key(), purposes=["server_auth"])

        assert judged(der, authority) is CertificateFlaw.WRONG_USE
        served = make_leaf(root, key=make_key(), purposes=["server_auth", "client_auth"])
        assert isinstance(judged(served, authority), JudgedCertificate)

    def test_refuses_an_authority_that_signs_in_itself(self, root: Issuer) -> None:
        middle = make_intermediate(root)

        assert judged(middle.der, authority_of(root, middle)) is CertificateFlaw.WRONG_USE
        assert judged(root.der, authority_of(root)) is CertificateFlaw.NOT_TRUSTED

    def test_refuses_business_certificates(self, root: Issuer, authority: Authority) -> None:
        der = make_leaf(root, key=make_key(), policy=BUSINESS)

        assert judged(der, authority) is CertificateFlaw.WRONG_KIND

    @pytest.mark.parametrize("sort", SORTS)
    def test_refuses_another_issuer_of_the_same_name(self, sort: Sort) -> None:
        impostor = Issuer(
            key=make_key("rsa", bits=3072) if sort == "rsa" else make_key(sort),
            name="样例根机构",
            der=b"",
        )
        der = make_leaf(impostor, key=make_key(sort))

        assert judged(der, authority_of(make_root(sort))) is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", SORTS)
    def test_refuses_a_changed_certificate(self, sort: Sort) -> None:
        root = make_root(sort)
        der = make_leaf(root, key=make_key(sort), serial=0x1234)
        assert isinstance(judged(der, authority_of(root)), JudgedCertificate)

        changed = der.replace(b"\x02\x02\x12\x34", b"\x02\x02\x12\x35", 1)

        assert changed != der
        assert judged(changed, authority_of(root)) is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", ["ec", "sm2"])
    def test_refuses_what_a_mere_holder_has_issued(self, sort: Sort) -> None:
        root = make_root(sort)
        key = make_key(sort)
        holder = Issuer(key=key, name="测试单位", der=make_leaf(root, key=key))
        der = make_leaf(holder, key=make_key(sort), subject="别人")

        assert judged(der, authority_of(root, holder)) is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", ["ec", "sm2"])
    def test_refuses_an_intermediate_that_is_no_authority(self, sort: Sort) -> None:
        root = make_root(sort)
        middle = make_intermediate(root, is_ca=False)
        der = make_leaf(middle, key=make_key(sort))

        assert judged(der, authority_of(root, middle)) is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", ["ec", "sm2"])
    def test_refuses_a_chain_that_is_longer_than_its_authority_allows(self, sort: Sort) -> None:
        root = make_root(sort)
        upper = make_intermediate(root, name="上级", below=0)
        lower = make_intermediate(upper, name="下级", serial=3)
        key = make_key(sort)

        assert isinstance(
            judged(make_leaf(upper, key=key), authority_of(root, upper, lower)), JudgedCertificate
        )
        found = judged(make_leaf(lower, key=key), authority_of(root, upper, lower))
        assert found is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", ["ec", "sm2"])
    @pytest.mark.parametrize("place", ["leaf", "intermediate"])
    def test_refuses_a_critical_extension_that_it_does_not_know(
        self, sort: Sort, place: str
    ) -> None:
        unknown = core.ParsableOctetString(core.Null().dump())
        strange = [extension("1.2.3.4.5", unknown, critical=True)]
        known = [extension("1.2.3.4.5", unknown)]
        root = make_root(sort)

        def chain(also: list[dict[str, object]]) -> tuple[bytes, Authority]:
            middle = make_intermediate(root, also=also if place == "intermediate" else ())
            key = make_key(sort)
            der = make_leaf(middle, key=key, also=also if place == "leaf" else ())
            return der, authority_of(root, middle)

        assert isinstance(judged(*chain(known)), JudgedCertificate)
        assert judged(*chain(strange)) is CertificateFlaw.NOT_TRUSTED

    @pytest.mark.parametrize("sort", ["ec", "sm2"])
    def test_refuses_a_root_that_the_leaf_brings_itself(self, sort: Sort) -> None:
        key = make_key(sort)
        self_made = make_certificate(
            key=key,
            subject="自称机构",
            issuer_name="自称机构",
            issuer_key=key,
            extensions=authority_extensions(),
        )

        assert judged(self_made, authority_of(make_root(sort))) is CertificateFlaw.NOT_TRUSTED

    def test_names_nobody_when_two_numbers_stand_in_it(
        self, root: Issuer, authority: Authority
    ) -> None:
        rules = (NameRule(place=NamePlace.SUBJECT, oid="2.5.4.3", pattern="[0-9]{4}"),)
        numbered = dataclasses.replace(authority, person_rules=rules)
        one = judged(make_leaf(root, key=make_key(), subject=["甲1234", "乙1234"]), numbered)
        two = judged(make_leaf(root, key=make_key(), subject=["甲1234", "乙5678"]), numbered)

        assert isinstance(one, JudgedCertificate)
        assert isinstance(two, JudgedCertificate)
        assert (one.person_number, two.person_number) == ("1234", "")

    def test_looks_at_its_checks_in_this_order(self) -> None:
        assert [check.__name__ for check in CHECKS] == [
            "key_is_strong",
            "chain_is_trusted",
            "time_has_begun",
            "time_is_not_over",
            "use_is_signing",
            "kind_is_wanted",
        ]
