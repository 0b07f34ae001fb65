import datetime as dt
import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.bind_certificate import bind_certificate
from shiming.accounts.actions.bindings.bind_licence import bind_licence
from shiming.accounts.actions.bindings.remove_binding import remove_binding
from shiming.accounts.actions.sign_in.issue_agent_ticket import IssuedTicket, issue_agent_ticket
from shiming.accounts.actions.sign_in.sign_in_with_certificate import sign_in_with_certificate
from shiming.accounts.actions.sign_in.sign_in_with_licence import sign_in_with_licence
from shiming.accounts.actions.sign_in.start_licence import start_licence
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.models import Account, CertificateBinding, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountState,
    CertificateHolder,
    CertificateProblem,
    OutsideAim,
    OutsideKind,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.messages.models import InboxMessage, Reminder
from shiming.vendors.licences.wallet_simulator import LicenceWalletSimulator
from tests.accounts.certificate_kit import END, FakeVerifier, Key, make_key
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor, make_visit

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(seconds=30)
ORIGIN = "https://portal.example"
NONCE = "n" * 43
SIGNER = Es256AgentSigner(b"a secret of the tests")


@pytest.fixture
def verifier() -> Iterator[FakeVerifier]:
    with (
        ports.agent_signer.replaced(SIGNER),
        ports.certificate_verifier.replaced(verifier := FakeVerifier()),
    ):
        yield verifier


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def key() -> Key:
    return make_key()


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def issue(visit: Visit, *, actor: Actor | None = None, now: dt.datetime = NOW) -> IssuedTicket:
    return issue_agent_ticket(
        aim=OutsideAim.SIGN_IN if actor is None else OutsideAim.BIND,
        nonce=NONCE,
        origin=ORIGIN,
        actor=actor or visitor(),
        visit=visit,
        now=now,
    )


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


def bind(key: Key, account: Account, visit: Visit, *, issued: IssuedTicket | None = None) -> None:
    actor = make_actor(account, now=NOW)
    issued = issued or issue(visit, actor=actor)
    bind_certificate(
        proof_id=issued.proof_id,
        algorithm=key.algorithm,
        signature=key.sign(issued.statement),
        certificate=key.certificate,
        chain=(),
        actor=actor,
        visit=visit,
        now=LATER,
    )


def claims_of(token: str, typ: str) -> dict[str, object]:
    """Read a token as the card agent does."""
    public = ECKey.import_key(dict(SIGNER.public_keys()[0]))
    signed = jws.deserialize_compact(token, public, algorithms=["ES256"])
    assert signed.headers()["typ"] == typ
    claims: dict[str, object] = json.loads(signed.payload or b"")
    return claims


class TestTicket:
    def test_says_what_the_agent_may_do_for_this_connection(
        self, verifier: FakeVerifier, visit: Visit
    ) -> None:
        issued = issue(visit)

        assert claims_of(issued.ticket, "shiming-agent-ticket+jwt") == {
            "iss": ORIGIN,
            "origin": ORIGIN,
            "aud": "shiming-agent",
            "nonce": NONCE,
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 120,
            "actions": ["certificates.list", "statement.sign"],
        }

    def test_comes_with_a_statement_that_says_what_it_is_for(
        self, verifier: FakeVerifier, visit: Visit, account: Account
    ) -> None:
        to_sign_in = issue(visit)
        to_bind = issue(visit, actor=make_actor(account, now=NOW))

        read = claims_of(to_sign_in.statement, "shiming-statement+jwt")
        assert (read["jti"], read["purpose"]) == (str(to_sign_in.proof_id), "sign-in")
        assert read["text"] == f"用数字证书登录 {ORIGIN}"
        assert claims_of(to_bind.statement, "shiming-statement+jwt")["purpose"] == "bind"

    @pytest.mark.parametrize("nonce", ["", "n" * 42, "n" * 44, "é" * 43, "n" * 42 + "\n"])
    def test_is_for_a_nonce_of_an_agent(
        self, verifier: FakeVerifier, visit: Visit, nonce: str
    ) -> None:
        with pytest.raises(errors.AgentNonceMalformed):
            issue_agent_ticket(
                aim=OutsideAim.SIGN_IN,
                nonce=nonce,
                origin=ORIGIN,
                actor=visitor(),
                visit=visit,
                now=NOW,
            )

    def test_is_the_same_keys_after_a_restart_and_anothers_elsewhere(self) -> None:
        again, other = Es256AgentSigner(b"a secret of the tests"), Es256AgentSigner(b"another")

        assert again.public_keys() == SIGNER.public_keys()
        assert "d" not in SIGNER.public_keys()[0]
        with pytest.raises(BadSignatureError):
            claims_of(other.sign(typ="shiming-statement+jwt", claims={}), "shiming-statement+jwt")


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


class TestBinding:
    @pytest.mark.requirement("S30-2")
    def test_is_warned_about_before_its_end(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        [shown] = queries.list_bindings(AccountId(account.pk))

        reminder = Reminder.objects.get(kind="accounts/certificate_expiring")
        assert reminder.due_at == shown.valid_until
        assert reminder.next_on == (END - dt.timedelta(days=30)).date()
        remove_binding(
            kind=OutsideKind.CERTIFICATE,
            binding_id=shown.id,
            actor=make_actor(account, now=LATER),
            now=LATER,
        )
        assert not Reminder.objects.filter(closed_at=None).exists()

    def test_is_listed_told_and_removed(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)
        [shown] = queries.list_bindings(AccountId(account.pk))
        remove_binding(
            kind=OutsideKind.CERTIFICATE,
            binding_id=shown.id,
            actor=make_actor(account, now=LATER),
            now=LATER,
        )

        assert (shown.kind, shown.provider) == (OutsideKind.CERTIFICATE, "blue")
        assert queries.list_bindings(AccountId(account.pk)) == []
        bodies = list(
            InboxMessage.objects.filter(template__contains="binding").values_list("body", flat=True)
        )
        assert len(bodies) == 2
        assert all(f"尾号 {shown.serial[-4:]}" in body for body in bodies)

    def test_is_with_one_account(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        bind(key, account, visit)

        with pytest.raises(errors.CertificateTaken):
            bind(key, make_account_of(AGENT), make_visit())
        assert CertificateBinding.objects.get().account_id == account.pk

    def test_of_a_person_names_the_accounts_owner(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        verifier.person_number = AGENT.number
        with pytest.raises(errors.CertificateOfAnother):
            bind(key, account, visit)

        verifier.person_number = PROOFED_CITIZEN.number.lower()
        bind(key, account, visit)
        assert CertificateBinding.objects.count() == 1

    def test_of_a_body_is_for_its_unit_account(
        self, verifier: FakeVerifier, key: Key, visit: Visit
    ) -> None:
        unit = make_account(kind=AccountKind.UNIT)
        with pytest.raises(errors.CertificateRefused):
            bind(key, unit, visit)

        verifier.holder, verifier.body_code = CertificateHolder.ORGANISATION, "91600100MA0000007R"
        bind(key, unit, visit)
        assert CertificateBinding.objects.get().body_code == "91600100MA0000007R"

    def test_wants_a_fresh_proof_and_the_account_that_began(
        self, verifier: FakeVerifier, key: Key, account: Account, visit: Visit
    ) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            issue(visit, actor=make_actor(account, now=NOW), now=NOW + dt.timedelta(minutes=5))
        issued = issue(visit, actor=make_actor(make_account_of(AGENT), now=NOW))
        with pytest.raises(errors.OutsideNotUsable):
            bind(key, account, visit, issued=issued)
        assert CertificateBinding.objects.count() == 0
