"""The certificate gateway from end to end, with keys in software and on two tokens."""

import dataclasses
import datetime as dt

import pytest
from cryptography.hazmat.primitives import serialization

from shiming.accounts.policies.certificates import signed_bytes
from shiming.accounts.types import (
    CertificateHolder,
    CertificateProblem,
    KeyBrand,
    OutsideOutcome,
    SignedStatement,
)
from shiming.kernel import clock
from shiming.trust_sources.models import CertificateAuthority
from shiming.trust_sources.operations import CertificateGateway
from shiming.trust_sources.types import AuthorityState, RevocationSource
from tests.cast import PROOFED_CITIZEN
from tests.softhsm_tokens import PIN, Tokens
from tests.softhsm_tokens import tokens as tokens  # noqa: PLC0414  pytest finds fixtures by name
from tests.trust_sources.authority_kit import (
    DAY,
    NOW,
    Issuer,
    KeyPair,
    Sort,
    make_answer,
    make_key,
    make_list,
    make_root,
)
from tests.trust_sources.conftest import FakeServices
from tests.trust_sources.operations.verification_kit import (
    RESPONDER,
    STATEMENT,
    accept,
    keep,
    make_case,
    outcome,
    signed_with,
)

pytestmark = pytest.mark.django_db

BUSINESS = "1.2.156.1.2"
MINUTE = dt.timedelta(minutes=1)


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
