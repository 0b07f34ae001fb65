import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.actions.desk.announce_maintenance import announce_maintenance
from shiming.accounts.actions.desk.freeze_account import freeze_account
from shiming.accounts.actions.desk.lift_locks import lift_locks
from shiming.accounts.actions.desk.look_up_accounts import look_up_accounts
from shiming.accounts.actions.desk.renew_number import renew_number
from shiming.accounts.actions.desk.unfreeze_account import unfreeze_account
from shiming.accounts.actions.desk.withdraw_maintenance import withdraw_maintenance
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.actions.sign_in.sign_in_with_document_password import (
    sign_in_with_document_password,
)
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, GuessCounter, MaintenanceNotice, Session
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    AccountState,
    AttemptKind,
    CounterScope,
    HumanAnswer,
    NumberKind,
    SessionEnd,
    SignInOutcome,
    StartedSession,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor, visitor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.identifiers.documents import DocumentType
from tests.accounts.actions.recovery.conftest import MAIL, give_email
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    PersonnelOf,
    make_account,
    make_account_of,
    make_visit,
    start_session,
)

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
REASON = "本人到窗口申请"

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


@pytest.fixture
def officer() -> Actor:
    staff = make_account(kind=AccountKind.STAFF)
    permissions = frozenset(permission.value for permission in AccountPermission)
    return Actor(account_id=staff.pk, identity=ActingIdentity(permissions=permissions))


def id_of(account: Account) -> AccountId:
    return AccountId(account.pk)


def sign_in(password: str = PASSWORD, now: dt.datetime = NOW) -> SignInOutcome:
    return sign_in_with_password(
        identifier=PROOFED_CITIZEN.mobile,
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=now,
    )


def sign_in_by_number(password: str) -> SignInOutcome:
    return sign_in_with_document_password(
        document_type=DocumentType.RESIDENT_ID_CARD,
        number=PROOFED_CITIZEN.number,
        name=PROOFED_CITIZEN.name,
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=NOW,
    )


class TestLiftLocks:
    def test_lets_the_right_password_in_at_once_and_keeps_the_reason(
        self, account: Account, officer: Actor
    ) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in_by_number("Falsch-7-Falsch")
        locked = queries.get_desk_account(id_of(account), viewer=officer, now=NOW).locks
        assert {lock.scope for lock in locked} == {
            CounterScope.PASSWORD_ACCOUNT,
            CounterScope.PASSWORD_NUMBER,
        }

        lifted = lift_locks(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

        assert lifted == 2
        assert isinstance(sign_in_by_number(PASSWORD), StartedSession)
        record = AuditRecord.objects.get(event=AccountEvent.LOCK_LIFTED)
        assert REASON in record.details

    def test_leaves_the_lock_of_a_network_address(self, account: Account, officer: Actor) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in("Falsch-7-Falsch")

        lift_locks(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

        assert GuessCounter.objects.get(scope=CounterScope.PASSWORD_ADDRESS).count == 5

    @pytest.mark.parametrize(
        "reason", ["", "   ", "短", "x" * 201, f"{PROOFED_CITIZEN.number} 到窗口"]
    )
    def test_demands_a_reason_that_names_nobody(
        self, account: Account, officer: Actor, reason: str
    ) -> None:
        with pytest.raises(errors.ReasonUnfit):
            lift_locks(account_id=id_of(account), reason=reason, officer=officer, now=NOW)
        assert not AuditRecord.objects.filter(event=AccountEvent.LOCK_LIFTED).exists()

    def test_is_for_officers_and_not_for_their_own_accounts(
        self, account: Account, officer: Actor
    ) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            lift_locks(account_id=id_of(account), reason=REASON, officer=visitor(), now=NOW)
        with pytest.raises(errors.OwnAccount):
            lift_locks(
                account_id=AccountId(officer.account_id or account.pk),
                reason=REASON,
                officer=officer,
                now=NOW,
            )

    def test_forgets_what_codes_to_a_mailbox_and_faces_have_cost(
        self, account: Account, officer: Actor
    ) -> None:
        give_email(account)
        account.refresh_from_db()
        visit = make_visit()
        request_recovery(
            contact=EmailAddress.parse(MAIL), human=HumanAnswer(), visit=visit, now=NOW
        )
        with pytest.raises(errors.CodeWrong):
            prove_recovery_contact(typed_code="x", visit=visit, now=NOW)
        for kind in (AttemptKind.FACE, AttemptKind.FACE_RECOVERY):
            operations.pay_for_attempt(
                kind=kind,
                account_id=None,
                known_as=PROOFED_CITIZEN.document_number.key,
                number=PROOFED_CITIZEN.document_number.key,
                visit=visit,
                now=NOW,
            )

        lift_locks(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

        counted = GuessCounter.objects.filter(count__gt=0).values_list("scope", flat=True)
        # What was sent, and what was tried from an address, stays counted.
        assert {CounterScope(one).name.rsplit("_", 1)[1] for one in counted} == {
            "ADDRESS",
            "NUMBER",
        }
        assert CounterScope.CODE_GUESS_NUMBER not in counted
        assert CounterScope.FACE_NUMBER not in counted
        assert CounterScope.FACE_RECOVERY_ACCOUNT not in counted


class TestOwnAccount:
    @pytest.mark.parametrize("act", [lift_locks, freeze_account, unfreeze_account])
    def test_is_nothing_for_its_owners_staff_account(
        self, account: Account, officer: Actor, act: Callable[..., object]
    ) -> None:
        with (
            ports.personnel_records.replaced(PersonnelOf(officer, PROOFED_CITIZEN)),
            pytest.raises(errors.OwnAccount),
        ):
            act(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

    def test_gets_no_other_number_from_its_owners_staff_account(
        self, account: Account, officer: Actor
    ) -> None:
        kind = NumberKind.SOCIAL_SECURITY
        operations.attach_number(
            account_id=id_of(account), kind=kind, number="100200300", actor=officer, now=NOW
        )
        renewed = partial(
            renew_number,
            kind=kind,
            old="100200300",
            new="100200301",
            reason=REASON,
            officer=officer,
            now=NOW,
        )

        with (
            ports.personnel_records.replaced(PersonnelOf(officer, PROOFED_CITIZEN)),
            pytest.raises(errors.OwnAccount),
        ):
            renewed()
        renewed()


class TestFreezeAccount:
    def test_ends_every_session_at_once_and_lets_nobody_in_until_it_is_released(
        self, account: Account, officer: Actor
    ) -> None:
        first, second = start_session(account), start_session(account)

        ended = freeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

        assert ended == 2
        for started in (first, second):
            assert (
                resume_session(
                    cookie_value=started.cookie_value, address="", may_rotate=True, now=NOW
                )
                is None
            )
        assert set(Session.objects.values_list("end_reason", flat=True)) == {
            SessionEnd.ACCOUNT_STOPPED
        }
        with pytest.raises(errors.AccountFrozen):
            sign_in()
        unfreeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)
        assert isinstance(sign_in(), StartedSession)

    def test_tells_the_owner_of_a_frozen_account_so_however_often_they_try(
        self, account: Account, officer: Actor
    ) -> None:
        freeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

        for _ in range(7):
            with pytest.raises(errors.AccountFrozen):
                sign_in()

    def test_leaves_staff_waiting_for_their_first_password(self, officer: Actor) -> None:
        staff = make_account(kind=AccountKind.STAFF, state=AccountState.PENDING)
        with transaction.atomic():
            operations.suspend_staff(account_id=id_of(staff), actor=officer, now=NOW)

        for act in (freeze_account, unfreeze_account):
            act(account_id=id_of(staff), reason=REASON, officer=officer, now=NOW)

        staff.refresh_from_db()
        assert staff.state == AccountState.PENDING

    def test_changes_no_state_twice(self, account: Account, officer: Actor) -> None:
        with pytest.raises(errors.StateUnchanged):
            unfreeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)
        freeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)
        with pytest.raises(errors.StateUnchanged):
            freeze_account(account_id=id_of(account), reason=REASON, officer=officer, now=NOW)

    def test_is_for_officers(self, account: Account) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            freeze_account(account_id=id_of(account), reason=REASON, officer=visitor(), now=NOW)
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE


class TestLookUpAccounts:
    @pytest.mark.parametrize(
        "identifier", [PROOFED_CITIZEN.mobile, PROOFED_CITIZEN.number, f" {PROOFED_CITIZEN.number}"]
    )
    def test_finds_exactly_whom_it_names_masked_and_leaves_a_trail(
        self, account: Account, officer: Actor, identifier: str
    ) -> None:
        found = look_up_accounts(identifier=identifier, officer=officer, now=NOW)

        assert [each.id for each in found] == [account.pk]
        assert PROOFED_CITIZEN.mobile not in repr(found)
        assert PROOFED_CITIZEN.name not in repr(found)
        looked_up = AuditRecord.objects.filter(event=AccountEvent.ACCOUNT_LOOKED_UP)
        assert looked_up.get().subject == f"account:{account.pk}"

    @pytest.mark.parametrize("identifier", ["", "\x00", "niemand", PROOFED_CITIZEN.number[:17]])
    def test_finds_nobody_by_a_part(
        self, account: Account, officer: Actor, identifier: str
    ) -> None:
        assert look_up_accounts(identifier=identifier, officer=officer, now=NOW) == []

    def test_is_for_officers(self, account: Account) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            look_up_accounts(identifier=PROOFED_CITIZEN.mobile, officer=visitor(), now=NOW)


class TestAbuseLog:
    def test_shows_failures_and_locks_with_the_address_cut_short(
        self, account: Account, officer: Actor
    ) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in("Falsch-7-Falsch")

        records = queries.list_abuse(viewer=officer)

        events = [record.event for record in records]
        assert events.count(AccountEvent.SIGN_IN_FAILED) == 5
        assert events.count(AccountEvent.LOCKED) == 1
        assert {record.address for record in records} == {"192.0.0.0/16"}
        older = queries.list_abuse(viewer=officer, before_id=records[2].id)
        assert [record.id for record in older] == [record.id for record in records[3:]]

    def test_is_for_officers(self) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            queries.list_abuse(viewer=visitor())


class TestMaintenance:
    def announce(self, officer: Actor, *, stops: bool = True) -> None:
        announce_maintenance(
            text="系统升级",
            starts_at=NOW,
            ends_at=NOW + HOUR,
            stops_sign_in=stops,
            officer=officer,
            now=NOW,
        )

    def test_stops_signing_in_until_its_end_for_all_but_staff(
        self, account: Account, officer: Actor
    ) -> None:
        make_account(user_name="dienstag", password=PASSWORD, kind=AccountKind.STAFF)
        self.announce(officer)

        with pytest.raises(errors.UnderMaintenance):
            sign_in()
        assert not Session.objects.exists()
        sign_in_with_password(
            identifier="dienstag",
            password=PASSWORD,
            human=HumanAnswer(),
            visit=make_visit(),
            replaces=None,
            is_staff=True,
            now=NOW,
        )
        assert isinstance(sign_in(now=NOW + HOUR), StartedSession)

    def test_can_be_taken_down_early(self, account: Account, officer: Actor) -> None:
        self.announce(officer)
        notice = queries.list_maintenance(now=NOW)[0]

        withdraw_maintenance(notice_id=notice.id, officer=officer, now=NOW + MINUTE)

        assert isinstance(sign_in(now=NOW + MINUTE), StartedSession)
        with pytest.raises(errors.NoticeNotFound):
            withdraw_maintenance(notice_id=notice.id, officer=officer, now=NOW + MINUTE)

    @pytest.mark.parametrize(
        ("text", "ends_at"), [("", NOW + HOUR), ("x", NOW - MINUTE), ("x" * 201, NOW + HOUR)]
    )
    def test_has_a_text_and_an_end_to_come(
        self, officer: Actor, text: str, ends_at: dt.datetime
    ) -> None:
        with pytest.raises(errors.NoticeOutOfOrder):
            announce_maintenance(
                text=text,
                starts_at=NOW - HOUR,
                ends_at=ends_at,
                stops_sign_in=False,
                officer=officer,
                now=NOW,
            )
        assert not MaintenanceNotice.objects.exists()

    def test_is_announced_by_officers(self) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            self.announce(visitor())
