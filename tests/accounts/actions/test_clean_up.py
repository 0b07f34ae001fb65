import datetime as dt

import pytest

from shiming.accounts import operations
from shiming.accounts.actions.clean_up import clean_up
from shiming.accounts.actions.credentials.start_authenticator import start_authenticator
from shiming.accounts.models import (
    Account,
    Authenticator,
    GuessCounter,
    OneTimeCode,
    PendingSignIn,
    Session,
    SpentCheck,
    TrustedDevice,
)
from shiming.accounts.types import AccountState, CodePurpose, CounterScope, SessionEnd
from shiming.kernel.actor import visitor
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    attach,
    make_account,
    make_actor,
    make_visit,
    start_session,
)
from tests.factories.credentials import make_authenticator

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


class TestCleanUp:
    def test_forgets_codes_checks_and_idle_counters(self) -> None:
        operations.issue_code(
            purpose=CodePurpose.SIGN_IN,
            contact=PROOFED_CITIZEN.mobile_number,
            visit=make_visit(),
            actor=visitor(),
            now=NOW,
        )
        SpentCheck.objects.create(pk="0" * 64, expires_at=NOW)

        clean_up(now=NOW + dt.timedelta(hours=1))
        assert OneTimeCode.objects.count() == 1
        assert not SpentCheck.objects.exists()
        clean_up(now=NOW + 4 * DAY)
        assert not OneTimeCode.objects.exists()
        assert not GuessCounter.objects.exists()

    def test_forgets_what_second_steps_left_behind(self) -> None:
        account, visit = make_account(), make_visit()
        make_authenticator(account)
        operations.complete_sign_in(
            account=account, methods=["pwd"], visit=visit, replaces=None, now=NOW
        )
        start_authenticator(actor=make_actor(account), now=NOW)
        TrustedDevice.objects.create(
            account=account, device_index="0" * 64, trusted_until=NOW + DAY
        )

        clean_up(now=NOW + dt.timedelta(hours=1))
        assert (PendingSignIn.objects.count(), TrustedDevice.objects.count()) == (1, 1)
        assert Authenticator.objects.count() == 2
        clean_up(now=NOW + 2 * DAY)
        assert (PendingSignIn.objects.count(), TrustedDevice.objects.count()) == (0, 0)
        assert Authenticator.objects.get().confirmed_at == NOW

    def test_keeps_counters_that_lock(self) -> None:
        GuessCounter.objects.create(
            scope=CounterScope.PASSWORD_ACCOUNT,
            subject="x",
            window_started_at=NOW,
            locked_until=NOW + 5 * DAY,
        )

        clean_up(now=NOW + 4 * DAY)

        assert GuessCounter.objects.exists()

    def test_forgets_sessions_after_half_a_year(self) -> None:
        start_session(make_account())

        clean_up(now=NOW + 180 * DAY)
        assert Session.objects.exists()
        clean_up(now=NOW + 181 * DAY)
        assert not Session.objects.exists()

    def test_closes_registrations_that_nobody_finished(self) -> None:
        unfinished = make_account(
            state=AccountState.PENDING, mobile=UNPROOFED_CITIZEN.mobile, password=PASSWORD
        )
        begun = make_account(state=AccountState.PENDING)
        attach(begun, PROOFED_CITIZEN)
        start_session(unfinished)

        cleaned = clean_up(now=NOW + DAY + dt.timedelta(seconds=1))

        states = dict(Account.objects.values_list("pk", "state"))
        assert states == {unfinished.pk: AccountState.CLOSED, begun.pk: AccountState.PENDING}
        assert cleaned.accounts_closed == 1
        assert Session.objects.get().end_reason == SessionEnd.ACCOUNT_STOPPED
