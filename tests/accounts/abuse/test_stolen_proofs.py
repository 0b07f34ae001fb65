"""What somebody gained for a moment is worth nothing after the owner has acted, nor elsewhere."""

import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.change_password import change_password
from shiming.accounts.actions.contacts.bind_contact import bind_contact
from shiming.accounts.actions.contacts.request_contact_code import request_contact_code
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.actions.linking.prove_other_account import prove_other_account
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.look_up_at_counter import look_up_at_counter
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.register import register
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in.confirm_qr_code import confirm_qr_code
from shiming.accounts.actions.sign_in.scan_qr_code import scan_qr_code
from shiming.accounts.actions.sign_in.show_qr_code import show_qr_code
from shiming.accounts.actions.sign_in.sign_in_with_qr_code import sign_in_with_qr_code
from shiming.accounts.models import Account, Authenticator, GuessCounter, Portal, QrSignIn, Session
from shiming.accounts.operations import counters, credentials
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    CodePurpose,
    GivenDocument,
    HumanAnswer,
    IssuedActivation,
    SecondFactorPending,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.phones import Mobile
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_actor,
    make_agreement,
    make_visit,
)

NEW = "Kranich-4-Moorhuhn"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
FREE = "15401000088"

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


class TestQrSession:
    """A code that was scanned proves that a phone is signed in, not who holds it now."""

    @pytest.fixture
    def on_pc(self, actor: Actor) -> Actor:
        """Sign a PC in by a phone whose own proof is an hour old."""
        later = NOW + HOUR
        pc = dataclasses.replace(make_visit(), host="portal.example")
        Session.objects.update(idle_until=later + HOUR, absolute_until=later + HOUR)
        qr_id = show_qr_code(wants_face=False, visit=pc, now=later)
        shown = QrSignIn.objects.get(pk=qr_id)
        scan_qr_code(code=shown.code, host="portal.example", phone=actor, now=later)
        confirm_qr_code(code=shown.code, picked=shown.number, phone=actor, now=later)
        started = sign_in_with_qr_code(qr_id=qr_id, visit=pc, replaces=None, now=later)
        assert isinstance(started, StartedSession)
        return queries.actor_of_session(Session.objects.get(public_id=started.session_id))

    def test_changes_no_credentials(self, on_pc: Actor) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            offer_passkey(actor=on_pc, now=NOW + HOUR)

    def test_changes_no_contacts(self, on_pc: Actor) -> None:
        Account.objects.update(mobile=None, mobile_index=None)

        with pytest.raises(errors.ReauthenticationRequired):
            request_contact_code(
                contact=Mobile.parse(FREE), actor=on_pc, visit=make_visit(), now=NOW + HOUR
            )


class TestRecoveryUnderWay:
    """Whoever had the phone for a minute loses what they began with it."""

    @pytest.fixture
    def thief(self) -> Visit:
        return make_visit()

    @pytest.fixture
    def begun(self, account: Account, thief: Visit) -> IssuedActivation:
        contact = UNPROOFED_CITIZEN.mobile_number
        request_recovery(contact=contact, human=HumanAnswer(), visit=thief, now=NOW)
        return prove_recovery_contact(
            typed_code=last_code(UNPROOFED_CITIZEN.mobile), visit=thief, now=NOW
        )

    def finish(self, begun: IssuedActivation, thief: Visit) -> None:
        choose_password(
            typed_code=begun.code,
            password="Diebesgut-9-Dohle",
            document=None,
            account_id=None,
            visit=thief,
            now=NOW + 3 * MINUTE,
        )

    def test_is_over_when_the_owner_changes_the_password(
        self, begun: IssuedActivation, thief: Visit, account: Account, actor: Actor
    ) -> None:
        change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW + MINUTE)

        with pytest.raises(errors.ActivationNotUsable):
            self.finish(begun, thief)
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_is_over_when_the_owner_changes_the_mobile(
        self, begun: IssuedActivation, thief: Visit, account: Account, actor: Actor
    ) -> None:
        now = NOW + 2 * MINUTE
        proven = dataclasses.replace(actor, factors={"sms": now})
        visit = make_visit()
        request_contact_code(contact=Mobile.parse(FREE), actor=proven, visit=visit, now=now)
        bind_contact(typed_code=last_code(FREE), actor=proven, visit=visit, now=now)

        with pytest.raises(errors.ActivationNotUsable):
            self.finish(begun, thief)
        account.refresh_from_db()
        assert check_password(PASSWORD, account.password)


class TestSignInUnderWay:
    def test_is_over_when_the_owner_changes_the_password(self, account: Account) -> None:
        Authenticator.objects.create(
            account=account, secret="GEZDGNBVGY3TQOJQ", created_at=NOW, confirmed_at=NOW
        )
        actor, thief = make_actor(account), make_visit()
        credentials.switch_two_step(AccountId(account.pk), is_on=True, now=NOW)
        waiting = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=thief, replaces=None, now=NOW
        )
        assert isinstance(waiting, SecondFactorPending)

        change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW + MINUTE)

        assert queries.find_pending_sign_in(visitor_token=thief.token, now=NOW + MINUTE) is None
        with pytest.raises(errors.PendingSignInLost):
            operations.claim_pending_sign_in(
                pending_id=waiting.id, methods=["otp"], visit=thief, replaces=None, now=NOW + MINUTE
            )


class TestLinking:
    def test_is_no_way_to_guess_at_staff(self, actor: Actor) -> None:
        staff = make_account(kind=AccountKind.STAFF, user_name="operator", password=PASSWORD)

        for password in (PASSWORD, "Falsch-7-Falsch"):
            with pytest.raises(errors.BadCredentials):
                prove_other_account(
                    identifier="operator",
                    password=password,
                    actor=actor,
                    visit=make_visit(),
                    now=NOW,
                )
        subject = counters.subject_of_account(AccountId(staff.pk))
        assert not GuessCounter.objects.filter(subject=subject).exists()


class TestCounter:
    def test_keeps_whom_a_clerk_looked_at(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        clerk = dataclasses.replace(
            make_actor(make_account(kind=AccountKind.STAFF)),
            identity=ActingIdentity(permissions=frozenset({AccountPermission.RESET_AT_COUNTER})),
        )

        look_up_at_counter(
            document=GivenDocument(
                number=PROOFED_CITIZEN.document_number, name=PROOFED_CITIZEN.person_name
            ),
            user_name="",
            actor=clerk,
            now=NOW,
        )

        looks = AuditRecord.objects.filter(event=AccountEvent.ACCOUNT_LOOKED_UP)
        assert list(looks.values_list("subject", flat=True)) == [f"account:{account.pk}"]


class TestRegistration:
    def test_is_no_way_round_a_second_factor_that_the_portal_demands(self) -> None:
        agreement = make_agreement()
        Portal.objects.update(demands_second_factor=True)
        visit = make_visit()
        request_code(
            purpose=CodePurpose.REGISTER,
            mobile=AGENT.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=agreement,
            visit=visit,
            now=NOW,
        )

        started = register(
            typed_code=last_code(AGENT.mobile),
            user_name="",
            password=PASSWORD,
            visit=visit,
            replaces=None,
            now=NOW,
        )

        assert started.must_enrol
