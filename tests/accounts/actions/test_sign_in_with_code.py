import datetime as dt

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.models import Account, OneTimeCode, Session
from shiming.accounts.types import (
    AccountEvent,
    AccountState,
    CodePurpose,
    HumanAnswer,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from tests.cast import PROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, last_code, make_account_of, make_visit, other_than

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def prepare(
    member: Member = PROOFED_CITIZEN, *, visit: Visit | None = None, now: dt.datetime = NOW
) -> tuple[Visit, str]:
    visit = visit or make_visit()
    request_code(
        purpose=CodePurpose.SIGN_IN,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=None,
        visit=visit,
        now=now,
    )
    return visit, last_code(member.mobile)


def enter(visit: Visit, code: str, *, now: dt.datetime = NOW) -> StartedSession:
    outcome = sign_in_with_code(typed_code=code, visit=visit, replaces=None, now=now)
    assert isinstance(outcome, StartedSession)
    return outcome


class TestSignInWithCode:
    def test_starts_a_session_of_the_account_with_this_mobile(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        visit, code = prepare()

        started = enter(visit, code)

        session = Session.objects.get(public_id=started.session_id)
        assert session.account == account
        assert session.methods == ["sms"]

    def test_tells_who_is_not_registered_to_register_first(self) -> None:
        visit, code = prepare()

        with pytest.raises(errors.NotRegistered):
            enter(visit, code)
        assert OneTimeCode.objects.get().consumed_at == NOW
        assert not Session.objects.exists()

    def test_says_nothing_of_registration_before_the_right_code(self) -> None:
        visit, code = prepare()

        with pytest.raises(errors.CodeWrong):
            enter(visit, other_than(code))
        assert not Session.objects.exists()

    def test_refuses_a_frozen_account(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)
        visit, code = prepare()

        with pytest.raises(errors.AccountFrozen):
            enter(visit, code)
        assert not Session.objects.exists()

    def test_locks_a_number_after_ten_wrong_codes_whoever_guesses(self) -> None:
        make_account_of(PROOFED_CITIZEN)
        for attempt in range(2):
            now = NOW + attempt * MINUTE
            visit, code = prepare(now=now)
            for _ in range(5):
                with pytest.raises(errors.CodeWrong):
                    enter(visit, other_than(code), now=now)

        visit, code = prepare(now=NOW + 2 * MINUTE)
        with pytest.raises(errors.SignInLocked):
            enter(visit, code, now=NOW + 2 * MINUTE)
        assert not Session.objects.exists()
        events = AuditRecord.objects.values_list("event", flat=True)
        assert list(events).count(AccountEvent.CODE_WRONG) == 10
        assert list(events).count(AccountEvent.LOCKED) == 1
