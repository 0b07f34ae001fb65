import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, queries
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.models import Account, ActivationCode, OneTimeCode, Session
from shiming.accounts.operations import counters
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    CheckedForm,
    CodePurpose,
    Contact,
    CounterScope,
    GivenDocument,
    HumanAnswer,
    IssuedActivation,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.emails import EmailAddress
from shiming.kernel.names import PersonName
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    NEW,
    give_email,
    last_mail_code,
    number_of,
    told,
)
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_visit,
    other_than,
    start_session,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def ask(contact: Contact, visit: Visit, *, now: dt.datetime = NOW) -> None:
    request_recovery(contact=contact, human=HumanAnswer(), visit=visit, now=now)


def prove_mobile(
    member: Member, visit: Visit | None = None, *, now: dt.datetime = NOW
) -> tuple[Visit, IssuedActivation]:
    visit = visit or make_visit()
    ask(member.mobile_number, visit, now=now)
    issued = prove_recovery_contact(typed_code=last_code(member.mobile), visit=visit, now=now)
    return visit, issued


def choose(
    issued: IssuedActivation,
    visit: Visit,
    *,
    document: GivenDocument | None = None,
    account_id: AccountId | None = None,
    now: dt.datetime = NOW,
) -> AccountId:
    return choose_password(
        typed_code=issued.code,
        password=NEW,
        document=document,
        account_id=account_id,
        visit=visit,
        now=now,
    )


def document_of(member: Member) -> GivenDocument:
    return GivenDocument(number=member.document_number, name=member.person_name)


def unchanged(account: Account) -> bool:
    account.refresh_from_db()
    return check_password(PASSWORD, account.password)


class TestRecovery:
    @pytest.mark.requirement("S14-9")
    def test_leads_back_by_mobile_and_by_mailbox(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        address = give_email(account)

        visit, issued = prove_mobile(UNPROOFED_CITIZEN)
        choose(issued, visit)
        account.refresh_from_db()
        by_mobile = check_password(NEW, account.password)

        Account.objects.filter(pk=account.pk).update(password="")
        ask(address, visit)
        issued = prove_recovery_contact(typed_code=last_mail_code(), visit=visit, now=NOW)
        choose(issued, visit)
        account.refresh_from_db()

        assert by_mobile
        assert check_password(NEW, account.password)

    def test_ends_every_session_lifts_the_lock_and_tells_every_contact(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        give_email(account)
        start_session(account)
        start_session(account)
        subject = counters.subject_of_account(AccountId(account.pk))
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)

        choose(issued, visit)

        assert not Session.objects.filter(ended_at__isnull=True).exists()
        assert told("password_chosen") == {number_of(UNPROOFED_CITIZEN.mobile), MAIL}
        assert queries.count_tries(CounterScope.PASSWORD_ACCOUNT, subject) == 0
        assert AuditRecord.objects.filter(event=AccountEvent.PASSWORD_CHOSEN).count() == 1

    @pytest.mark.requirement("S35-7")
    def test_gives_a_unit_and_who_only_used_texts_a_password(self) -> None:
        unit = make_account_of(AGENT, password=PASSWORD)
        Account.objects.filter(pk=unit.pk).update(kind=AccountKind.UNIT)
        texts_only = make_account_of(UNPROOFED_CITIZEN)

        for member in (AGENT, UNPROOFED_CITIZEN):
            visit, issued = prove_mobile(member)
            choose(issued, visit)

        for account in (unit, texts_only):
            account.refresh_from_db()
            assert check_password(NEW, account.password)

    def test_asks_a_known_person_for_document_and_name_as_well(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        visit, issued = prove_mobile(PROOFED_CITIZEN)

        with pytest.raises(errors.DocumentMismatch):
            choose(issued, visit)
        assert unchanged(account)
        choose(issued, visit, document=document_of(PROOFED_CITIZEN))

        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_takes_neither_number_nor_name_of_somebody_else(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        visit, issued = prove_mobile(PROOFED_CITIZEN)
        right = document_of(PROOFED_CITIZEN)

        for wrong in (
            GivenDocument(number=AGENT.document_number, name=right.name),
            GivenDocument(number=right.number, name=PersonName.parse("陈向南")),
        ):
            with pytest.raises(errors.DocumentMismatch):
                choose(issued, visit, document=wrong)
        assert unchanged(account)
        assert not told("password_chosen")

    def test_bears_five_tries_at_the_document_over_all_codes(self) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        wrong = document_of(AGENT)
        visit, issued = prove_mobile(PROOFED_CITIZEN)
        for left in (4, 3, 2):
            with pytest.raises(errors.DocumentMismatch) as refusal:
                choose(issued, visit, document=wrong)
            assert refusal.value.context["tries_left"] == left

        visit, issued = prove_mobile(PROOFED_CITIZEN, now=NOW + MINUTE)
        for _ in range(2):
            with pytest.raises(errors.DocumentMismatch):
                choose(issued, visit, document=wrong, now=NOW + MINUTE)

        with pytest.raises(errors.RecoveryLocked):
            choose(issued, visit, document=document_of(PROOFED_CITIZEN), now=NOW + MINUTE)
        assert unchanged(account)

    def test_lets_a_portal_do_without_the_document(
        self, change_policy: Callable[..., None]
    ) -> None:
        change_policy(recovery_demands_document=False)
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        visit, issued = prove_mobile(PROOFED_CITIZEN)

        choose(issued, visit)

        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_leaves_an_account_that_waits_for_a_face_waiting(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        Account.objects.filter(pk=account.pk).update(state=AccountState.PENDING)
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)

        choose(issued, visit)

        account.refresh_from_db()
        assert account.state == AccountState.PENDING


class TestRefusals:
    def test_send_a_code_to_known_and_unknown_alike(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        give_email(account)
        unknown: list[Contact] = [AGENT.mobile_number, EmailAddress.parse("nobody@example.com")]
        known: list[Contact] = [UNPROOFED_CITIZEN.mobile_number, EmailAddress.parse(MAIL)]

        for contact in (*known, *unknown):
            ask(contact, make_visit())

        sent = OutboxMessage.objects.values_list("template", flat=True)
        assert list(sent) == ["accounts/one_time_code"] * 4
        assert not ActivationCode.objects.exists()

    def test_say_that_there_is_no_account_only_after_the_right_code(self) -> None:
        visit = make_visit()
        ask(AGENT.mobile_number, visit)
        code = last_code(AGENT.mobile)

        with pytest.raises(errors.CodeWrong):
            prove_recovery_contact(typed_code=other_than(code), visit=visit, now=NOW)
        with pytest.raises(errors.NotRegistered):
            prove_recovery_contact(typed_code=code, visit=visit, now=NOW)
        assert OneTimeCode.objects.get().consumed_at == NOW
        assert not ActivationCode.objects.exists()

    def test_meet_frozen_accounts_and_staff(self) -> None:
        frozen = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        Account.objects.filter(pk=frozen.pk).update(state=AccountState.FROZEN)
        make_account(mobile=AGENT.mobile, kind=AccountKind.STAFF)

        with pytest.raises(errors.AccountFrozen):
            prove_mobile(UNPROOFED_CITIZEN)
        with pytest.raises(errors.RecoveryByAdministrator):
            prove_mobile(AGENT)
        assert not ActivationCode.objects.exists()

    def test_meet_an_account_frozen_since_the_code(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit)
        assert unchanged(account)
        assert not told("password_chosen")

    def test_meet_a_robot(self, change_policy: Callable[..., None]) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))

        with pytest.raises(errors.HumanCheckFailed):
            ask(UNPROOFED_CITIZEN.mobile_number, make_visit())
        assert not OutboxMessage.objects.exists()

    def test_keep_codes_of_one_purpose_from_another(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit = make_visit()
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=UNPROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=None,
            visit=visit,
            now=NOW,
        )
        with pytest.raises(errors.CodeNotUsable):
            prove_recovery_contact(
                typed_code=last_code(UNPROOFED_CITIZEN.mobile), visit=visit, now=NOW
            )

        ask(UNPROOFED_CITIZEN.mobile_number, visit, now=NOW + MINUTE)
        OneTimeCode.objects.filter(purpose=CodePurpose.SIGN_IN).delete()
        with pytest.raises(errors.CodeNotUsable):
            sign_in_with_code(
                typed_code=last_code(UNPROOFED_CITIZEN.mobile),
                visit=visit,
                replaces=None,
                now=NOW + MINUTE,
            )
        assert unchanged(account)
        assert not Session.objects.exists()

    def test_keep_another_visitor_out(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit = make_visit()
        ask(UNPROOFED_CITIZEN.mobile_number, visit)
        code = last_code(UNPROOFED_CITIZEN.mobile)

        with pytest.raises(errors.CodeNotUsable):
            prove_recovery_contact(typed_code=code, visit=make_visit(), now=NOW)
        issued = prove_recovery_contact(typed_code=code, visit=visit, now=NOW)
        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, make_visit())
        assert unchanged(account)

    @pytest.mark.parametrize("late", [dt.timedelta(hours=24), dt.timedelta(days=3)])
    def test_meet_an_activation_code_a_day_later(self, late: dt.timedelta) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)

        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit, now=NOW + late)
        assert unchanged(account)

    def test_meet_a_code_that_was_used_or_replaced(self) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit, first = prove_mobile(UNPROOFED_CITIZEN)
        _, second = prove_mobile(UNPROOFED_CITIZEN, visit, now=NOW + MINUTE)

        with pytest.raises(errors.ActivationNotUsable):
            choose(first, visit, now=NOW + MINUTE)
        choose(second, visit, now=NOW + MINUTE)
        with pytest.raises(errors.ActivationNotUsable):
            choose(second, visit, now=NOW + MINUTE)

    def test_meet_a_weak_password_and_keep_the_code_good(self) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)

        with pytest.raises(errors.PasswordIsPersonal):
            choose_password(
                typed_code=issued.code,
                password=f"Xq-{UNPROOFED_CITIZEN.mobile}",
                document=None,
                account_id=None,
                visit=visit,
                now=NOW,
            )
        choose(issued, visit)

    def test_never_reach_an_account_that_the_code_does_not_open(self) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        other = make_account_of(AGENT, password=PASSWORD)
        visit, issued = prove_mobile(UNPROOFED_CITIZEN)

        with pytest.raises(errors.ActivationNotUsable):
            choose(issued, visit, account_id=AccountId(other.pk))
        assert unchanged(other)
