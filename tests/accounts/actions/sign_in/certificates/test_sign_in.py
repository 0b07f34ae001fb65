"""Signing in with a certificate key."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shiming.accounts import errors, ports
from shiming.accounts.actions.bindings.bind_licence import bind_licence
from shiming.accounts.actions.sign_in.issue_agent_ticket import IssuedTicket
from shiming.accounts.actions.sign_in.sign_in_with_certificate import sign_in_with_certificate
from shiming.accounts.actions.sign_in.sign_in_with_licence import sign_in_with_licence
from shiming.accounts.actions.sign_in.start_licence import start_licence
from shiming.accounts.models import Account, CertificateBinding, Session
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    CertificateHolder,
    CertificateProblem,
    OutsideAim,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import visitor
from shiming.vendors.licences.wallet_simulator import LicenceWalletSimulator
from tests.accounts.actions.sign_in.certificates.signing_kit import (
    LATER,
    bind,
    issue,
)
from tests.accounts.certificate_kit import FakeVerifier, Key, make_key
from tests.factories.accounts import NOW, make_account, make_actor, make_visit

pytestmark = pytest.mark.django_db


def sign_in(
    key: Key,
    visit: Visit,
    *,
    issued: IssuedTicket | None = None,
    signature: bytes | None = None,
    now: dt.datetime = LATER,
) -> StartedSession:
    issued = issued or issue(visit)
    outcome = sign_in_with_certificate(
        proof_id=issued.proof_id,
        algorithm=key.algorithm,
        signature=key.sign(issued.statement) if signature is None else signature,
        certificate=key.certificate,
        chain=(),
        visit=visit,
        replaces=None,
        now=now,
    )
    assert isinstance(outcome, StartedSession)
    return outcome


class TestSignIn:
    @pytest.mark.parametrize("is_rsa", [False, True])
    def test_signs_in_whom_the_certificate_is_bound_to(
        self, verifier: FakeVerifier, account: Account, visit: Visit, *, is_rsa: bool
    ) -> None:
        key = make_key(is_rsa=is_rsa)
        bind(key, account, visit)

        started = sign_in(key, make_visit(token=visit.token))

        session = Session.objects.get(public_id=started.session_id)
        assert (session.account_id, session.methods) == (account.pk, ["hwk", "pin"])
        assert CertificateBinding.objects.get().used_at == LATER

    @pytest.mark.requirement("S25-6")
    def test_or_its_licence_lets_an_existing_enterprise_in(
        self, verifier: FakeVerifier, key: Key, visit: Visit
    ) -> None:
        unit = make_account(kind=AccountKind.UNIT)
        verifier.holder = CertificateHolder.ORGANISATION
        bind(key, unit, visit)
        actor = make_actor(unit, now=NOW)
        with ports.licence_wallet.replaced(LicenceWalletSimulator()):
            shown = start_licence(aim=OutsideAim.BIND, actor=actor, visit=visit, now=NOW)
            bind_licence(proof_id=shown, actor=actor, visit=visit, now=LATER)
            again = start_licence(aim=OutsideAim.SIGN_IN, actor=visitor(), visit=visit, now=NOW)

            by_licence = sign_in_with_licence(proof_id=again, visit=visit, replaces=None, now=LATER)
        by_certificate = sign_in(key, visit)

        assert by_licence.account_id == by_certificate.account_id == unit.pk

    def test_is_two_factors_for_staff(self, verifier: FakeVerifier, key: Key, visit: Visit) -> None:
        staff = make_account(kind=AccountKind.STAFF)
        bind(key, staff, visit)

        assert not sign_in(key, visit).must_enrol

    def test_knows_nobody_by_a_certificate_that_is_not_bound(
        self, verifier: FakeVerifier, key: Key, visit: Visit
    ) -> None:
        with pytest.raises(errors.CertificateNotBound):
            sign_in(key, visit)
        assert Session.objects.count() == 0

    def test_takes_no_other_key_under_the_same_issuer_and_serial(
        self, verifier: FakeVerifier, account: Account, visit: Visit
    ) -> None:
        bind(make_key(serial=77), account, visit)

        with pytest.raises(errors.CertificateNotBound):
            sign_in(make_key(serial=77), visit)

    def test_takes_a_statement_once(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        issued = issue(visit)
        sign_in(key, visit, issued=issued)

        with pytest.raises(errors.OutsideNotUsable):
            sign_in(key, visit, issued=issued)

    def test_takes_no_statement_of_another_browser_or_of_another_purpose(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        to_bind = issue(visit, actor=make_actor(account, now=NOW))

        with pytest.raises(errors.OutsideNotUsable):
            sign_in(key, make_visit(), issued=issue(visit))
        with pytest.raises(errors.OutsideNotUsable):
            sign_in(key, visit, issued=to_bind)

    def test_takes_no_statement_after_two_minutes(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)

        with pytest.raises(errors.OutsideNotUsable):
            sign_in(key, visit, now=NOW + dt.timedelta(minutes=2))

    def test_takes_no_signature_of_another_statement(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        other = issue(visit)

        with pytest.raises(errors.CertificateRefused) as refused:
            sign_in(key, visit, signature=key.sign(other.statement))
        assert refused.value.context["problem"] == "certificate.bad_signature"
        last = AuditRecord.objects.order_by("pk").last()
        assert last is not None
        assert last.event == "accounts.abuse.certificate_failed"

    def test_takes_no_signature_without_the_domain(
        self, verifier: FakeVerifier, account: Account, visit: Visit
    ) -> None:
        key = make_key(is_rsa=True)
        bind(key, account, visit)
        issued = issue(visit)
        assert isinstance(key.private, rsa.RSAPrivateKey)
        bare = key.private.sign(issued.statement.encode(), padding.PKCS1v15(), hashes.SHA256())

        with pytest.raises(errors.CertificateRefused):
            sign_in(key, visit, issued=issued, signature=bare)

    @pytest.mark.parametrize(
        "problem", [CertificateProblem.REVOKED, CertificateProblem.NOT_TRUSTED]
    )
    def test_says_why_a_certificate_does_not_serve(
        self,
        verifier: FakeVerifier,
        key: Key,
        account: Account,
        visit: Visit,
        problem: CertificateProblem,
    ) -> None:
        bind(key, account, visit)
        verifier.problem = problem

        with pytest.raises(errors.CertificateRefused) as refused:
            sign_in(key, visit)
        assert refused.value.context["problem"] == problem

    def test_is_unavailable_while_nobody_can_check(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        verifier.is_away = True

        with pytest.raises(errors.OutsideUnavailable):
            sign_in(key, visit)

    def test_refuses_business_certificates(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        verifier.holder = CertificateHolder.BUSINESS

        with pytest.raises(errors.CertificateRefused) as refused:
            sign_in(key, visit)
        assert refused.value.context["problem"] == CertificateProblem.WRONG_KIND

    def test_lets_nobody_into_a_frozen_account(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        Account.objects.update(state=AccountState.FROZEN)

        with pytest.raises(errors.AccountFrozen):
            sign_in(key, visit)
