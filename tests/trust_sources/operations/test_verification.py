"""The certificate gateway from end to end, with keys in software and on two tokens."""

import base64
import dataclasses
import datetime as dt
import uuid

import pytest
from cryptography.hazmat.primitives import serialization
from pytest_django import DjangoAssertNumQueries

from shiming.accounts.policies.certificates import signed_bytes
from shiming.accounts.types import (
    CertificateAnswer,
    CertificateHolder,
    CertificateProblem,
    KeyBrand,
    OutsideOutcome,
    SignedStatement,
)
from shiming.kernel import clock
from shiming.trust_sources.models import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.operations import CertificateGateway, keep_list
from shiming.trust_sources.policies.revocation import read_list
from shiming.trust_sources.types import AuthorityId, AuthorityState, RevocationSource
from tests.cast import PROOFED_CITIZEN
from tests.softhsm_tokens import PIN, Tokens
from tests.softhsm_tokens import tokens as tokens  # noqa: PLC0414  pytest finds fixtures by name
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    KeyPair,
    Sort,
    distribution_points,
    issuing_point,
    make_answer,
    make_intermediate,
    make_key,
    make_leaf,
    make_list,
    make_root,
)
from tests.trust_sources.conftest import FakeServices

pytestmark = pytest.mark.django_db

STATEMENT = "e30.e30.c2lnbmF0dXJl"
RESPONDER = "http://ocsp.example/"
BUSINESS = "1.2.156.1.2"
RULES = (
    '{"kinds": [{"kind": "business", "policy_oid": "1.2.156.1.2"},'
    ' {"kind": "organisation", "policy_oid": "1.2.156.1.1"}],'
    ' "persons": [{"place": "subject", "oid": "2.5.4.5"}]}'
)
MINUTE = dt.timedelta(minutes=1)


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


class TestVerify:
    @pytest.mark.parametrize("sort", ["rsa", "ec", "sm2"])
    def test_says_whose_certificate_signed(self, sort: Sort) -> None:
        case = make_case(sort)
        keep(case.authority_id, case.root.der, make_list(case.root))

        answer = case.verify()

        assert answer.outcome is OutsideOutcome.PROVEN
        assert answer.certificate is not None
        assert answer.certificate.person_number == PROOFED_CITIZEN.number
        assert (answer.certificate.holder, answer.certificate.serial, answer.certificate.brand) == (
            CertificateHolder.PERSON,
            "7",
            "sample",
        )

    @pytest.mark.parametrize("sort", ["rsa", "ec", "sm2"])
    def test_refuses_a_signature_of_something_else(self, sort: Sort) -> None:
        case = make_case(sort)
        keep(case.authority_id, case.root.der, make_list(case.root))
        refused = (OutsideOutcome.REFUSED, CertificateProblem.BAD_SIGNATURE)
        gateway = CertificateGateway()
        other = signed_with(case.key, case.der, statement="e30.e30.b3RoZXI")
        # The statement alone, without the prefix that only statements for sign-in have.
        bare = dataclasses.replace(other, signature=case.key.sign_raw(STATEMENT.encode()))

        assert outcome(gateway.verify(other, now=NOW)) == refused
        assert outcome(gateway.verify(bare, now=NOW)) == refused

    def test_asks_nobody_for_who_cannot_sign(self, services: FakeServices) -> None:
        case = make_case(source=RevocationSource.OCSP)
        signed = signed_with(make_key(), case.der)

        answer = CertificateGateway().verify(signed, now=NOW)

        assert answer.problem is CertificateProblem.BAD_SIGNATURE
        assert services.asked == []

    def test_accepts_nothing_of_a_suspended_authority(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root))
        CertificateAuthority.objects.update(state=AuthorityState.SUSPENDED)

        assert outcome(case.verify()) == (OutsideOutcome.REFUSED, CertificateProblem.NOT_TRUSTED)
        assert CertificateGateway().brands() == ()

    def test_refuses_business_certificates(self) -> None:
        case = make_case(policy=BUSINESS)
        keep(case.authority_id, case.root.der, make_list(case.root))

        assert outcome(case.verify()) == (OutsideOutcome.REFUSED, CertificateProblem.WRONG_KIND)

    def test_puts_every_flaw_into_the_accounts_words(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root))
        malformed = dataclasses.replace(signed_with(case.key, case.der), certificate=b"nonsense")

        assert case.verify(now=NOW + 400 * DAY).problem is CertificateProblem.EXPIRED
        assert case.verify(now=NOW - 2 * DAY).problem is CertificateProblem.NOT_YET_VALID
        assert (
            CertificateGateway().verify(malformed, now=NOW).problem is CertificateProblem.MALFORMED
        )


class TestLists:
    def test_refuse_what_they_name(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root, revoked=[7]))

        assert outcome(case.verify()) == (OutsideOutcome.REFUSED, CertificateProblem.REVOKED)

    def test_are_seen_as_soon_as_they_are_replaced(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root))
        assert case.verify().outcome is OutsideOutcome.PROVEN

        keep(case.authority_id, case.root.der, make_list(case.root, number=2, revoked=[7]))

        assert case.verify().problem is CertificateProblem.REVOKED

    def test_that_are_missing_or_stale_never_mean_good(self) -> None:
        case = make_case()
        unavailable = (OutsideOutcome.UNAVAILABLE, None)
        assert outcome(case.verify()) == unavailable

        keep(case.authority_id, case.root.der, make_list(case.root, next_at=NOW + DAY))
        assert case.verify(now=NOW + DAY).outcome is OutsideOutcome.PROVEN
        assert outcome(case.verify(now=NOW + DAY + MINUTE)) == unavailable

        CertificateAuthority.objects.update(stale_hours=2)
        assert case.verify(now=NOW + DAY + 120 * MINUTE).outcome is OutsideOutcome.PROVEN
        assert outcome(case.verify(now=NOW + DAY + 121 * MINUTE)) == unavailable

    def test_of_another_issuer_do_not_count(self) -> None:
        root = make_root()
        middle = make_intermediate(root)
        key = make_key()
        authority_id = accept(root.der, middle.der)
        signed = signed_with(key, make_leaf(middle, key=key))
        gateway = CertificateGateway()

        keep(authority_id, root.der, make_list(root))
        assert gateway.verify(signed, now=NOW).outcome is OutsideOutcome.UNAVAILABLE
        keep(authority_id, middle.der, make_list(middle), url="b")
        assert gateway.verify(signed, now=NOW).outcome is OutsideOutcome.PROVEN

        keep(authority_id, root.der, make_list(root, number=2, revoked=[2]))
        assert gateway.verify(signed, now=NOW).problem is CertificateProblem.REVOKED

    def test_revoke_every_issuer_up_to_the_root(self) -> None:
        root = make_root()
        upper = make_intermediate(root)
        lower = make_intermediate(upper, name="样例下级机构", serial=3)
        key = make_key()
        authority_id = accept(root.der, upper.der, lower.der)
        signed = signed_with(key, make_leaf(lower, key=key))
        keep(authority_id, lower.der, make_list(lower))
        assert CertificateGateway().verify(signed, now=NOW).outcome is OutsideOutcome.PROVEN

        keep(authority_id, root.der, make_list(root, revoked=[2]), url="b")

        answer = CertificateGateway().verify(signed, now=NOW)
        assert answer.problem is CertificateProblem.REVOKED

    def test_are_read_once_however_many_there_are(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        case = make_case()
        for number in range(20):
            keep(case.authority_id, case.root.der, make_list(case.root), url=str(number))
        assert case.verify().outcome is OutsideOutcome.PROVEN

        # The authorities, and which lists there are.
        with django_assert_num_queries(2):
            case.verify()

    @pytest.mark.parametrize(
        ("named", "of_list", "revoked", "expected"),
        [
            ("http://crl.example/2", "http://crl.example/1", (), OutsideOutcome.UNAVAILABLE),
            ("", "http://crl.example/1", (), OutsideOutcome.UNAVAILABLE),
            ("http://crl.example/2", "http://crl.example/2", (), OutsideOutcome.PROVEN),
            ("http://crl.example/2", "", (), OutsideOutcome.PROVEN),
            ("http://crl.example/2", "http://crl.example/1", (7,), OutsideOutcome.REFUSED),
        ],
    )
    def test_of_another_part_never_mean_good(
        self, named: str, of_list: str, revoked: tuple[int, ...], expected: OutsideOutcome
    ) -> None:
        """RFC 5280, 6.3.3, b: an authority may spread its certificates over several lists."""
        root, key = make_root(), make_key()
        also = [distribution_points(named)] if named else []
        der = make_leaf(root, key=key, also=also)
        part = [issuing_point(of_list)] if of_list else []
        authority_id = accept(root.der)
        keep(authority_id, root.der, make_list(root, revoked=revoked, also=part))

        answer = CertificateGateway().verify(signed_with(key, der), now=NOW)

        assert answer.outcome is expected

    def test_that_somebody_changed_in_the_database_say_nothing(self) -> None:
        case = make_case()
        keep(case.authority_id, case.root.der, make_list(case.root, revoked=[7]))
        forged = make_list(case.root, key=make_key())
        RevocationListCopy.objects.update(content=forged, digest="0" * 64)

        assert case.verify().outcome is OutsideOutcome.UNAVAILABLE


class TestResponders:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("good", (OutsideOutcome.PROVEN, None)),
            ("revoked", (OutsideOutcome.REFUSED, CertificateProblem.REVOKED)),
            ("unknown", (OutsideOutcome.UNAVAILABLE, None)),
        ],
    )
    @pytest.mark.parametrize("source", [RevocationSource.OCSP, RevocationSource.OCSP_THEN_CRL])
    def test_decide(
        self,
        services: FakeServices,
        source: RevocationSource,
        status: str,
        expected: tuple[OutsideOutcome, CertificateProblem | None],
    ) -> None:
        case = make_case(source=source)
        # A list says that all is well: it does not outvote who knows better.
        keep(case.authority_id, case.root.der, make_list(case.root))
        services.answers[RESPONDER] = make_answer(
            case.root,
            certificate=case.der,
            status=status,  # type: ignore[arg-type]  # one of the three
        )

        assert outcome(case.verify()) == expected

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (RevocationSource.OCSP, OutsideOutcome.UNAVAILABLE),
            (RevocationSource.OCSP_THEN_CRL, OutsideOutcome.PROVEN),
        ],
    )
    @pytest.mark.parametrize("is_forged", [False, True], ids=["silent", "forged"])
    def test_that_say_nothing_leave_it_to_the_list_where_that_is_allowed(
        self,
        services: FakeServices,
        source: RevocationSource,
        expected: OutsideOutcome,
        *,
        is_forged: bool,
    ) -> None:
        case = make_case(source=source)
        keep(case.authority_id, case.root.der, make_list(case.root))
        if is_forged:
            services.answers[RESPONDER] = make_answer(
                case.root, certificate=case.der, key=make_key()
            )

        assert case.verify().outcome is expected

    def test_are_remembered_for_five_minutes(self, services: FakeServices) -> None:
        case = make_case(source=RevocationSource.OCSP)
        services.answers[RESPONDER] = make_answer(case.root, certificate=case.der)
        gateway = CertificateGateway()
        signed = signed_with(case.key, case.der)

        for now in (NOW, NOW + 4 * MINUTE):
            assert gateway.verify(signed, now=now).outcome is OutsideOutcome.PROVEN
        assert services.asked == [RESPONDER]

        services.answers[RESPONDER] = make_answer(case.root, certificate=case.der, status="revoked")
        answer = gateway.verify(signed, now=NOW + 6 * MINUTE)
        assert answer.problem is CertificateProblem.REVOKED


class TestBrands:
    def test_stand_side_by_side(self) -> None:
        accept(make_root(name="一").der, brand="old", name="甲")
        accept(make_root(name="二").der, brand="new", name="乙")
        accept(make_root(name="三").der, brand="new", name="丙")

        assert {brand.code for brand in CertificateGateway().brands()} == {"old", "new"}
        assert (
            KeyBrand(code="old", name="甲", looks="蓝色", driver_url="https://driver.example/")
            in CertificateGateway().brands()
        )


class TestTwoTokens:
    """Keys of two authorities side by side, each on a token behind PKCS#11."""

    @pytest.fixture
    def now(self) -> dt.datetime:
        return clock.now().replace(microsecond=0)

    @pytest.mark.requirement("S30-1", "S15-6")
    @pytest.mark.parametrize("label", ["Brand A", "Brand B"])
    def test_sign_in_side_by_side(
        self, tokens: Tokens, services: FakeServices, label: str, now: dt.datetime
    ) -> None:
        drivers = pytest.importorskip("shiming_agent.drivers.pkcs11")
        for name, token in tokens.by_label.items():
            der = token.authority.public_bytes(serialization.Encoding.DER)
            accept(der, brand=name, name=name, source=RevocationSource.OCSP)
        driver = drivers.Pkcs11Driver(tokens.driver)
        chosen = next(each for each in driver.list_certificates() if each.label == label)
        message = signed_bytes(STATEMENT)
        signature = driver.sign(chosen.key, message, pin=PIN)
        signed = SignedStatement(
            content=message,
            algorithm=signature.algorithm,
            signature=signature.value,
            certificate=chosen.certificate,
        )
        token = tokens.by_label[label]
        issuer = Issuer(
            key=KeyPair(sort="ec", private=token.authority_key),
            name=f"{label} CA",
            der=token.authority.public_bytes(serialization.Encoding.DER),
        )
        services.answers[RESPONDER] = make_answer(
            issuer, certificate=chosen.certificate, at=now, until=now + DAY
        )

        answer = CertificateGateway().verify(signed, now=now)

        assert answer.outcome is OutsideOutcome.PROVEN
        assert answer.certificate is not None
        assert answer.certificate.brand == label
        forged = dataclasses.replace(signed, signature=signed.signature[::-1])
        refused = CertificateGateway().verify(forged, now=now)
        assert refused.problem is CertificateProblem.BAD_SIGNATURE
