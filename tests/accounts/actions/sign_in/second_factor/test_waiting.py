"""Who is asked for a second step, for how long, and who not again."""

import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account, TrustedDevice
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    SecondFactorPending,
    StartedSession,
    Visit,
)
from shiming.messages.models import InboxMessage
from tests.accounts.actions.sign_in.second_factor.second_factor_kit import begin, prove, refuse
from tests.factories.accounts import (
    NOW,
    make_account,
    make_visit,
)
from tests.factories.credentials import digits, make_authenticator

pytestmark = pytest.mark.django_db

MONTH = dt.timedelta(days=30)


class TestPendingSignIn:
    def test_is_nothing_without_a_first_factor(self, secret: str, visit: Visit) -> None:
        assert refuse(digits(secret), visit) == errors.PendingSignInLost.code

    def test_of_another_visitor_is_not_found(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, make_visit())

        assert refuse(digits(secret), visit) == errors.PendingSignInLost.code

    def test_ends_after_ten_minutes(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        late = NOW + dt.timedelta(minutes=10)

        code = refuse(digits(secret, now=late), visit, now=late)

        assert code == errors.PendingSignInLost.code

    def test_is_used_once(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        prove(digits(secret), visit)

        assert refuse(digits(secret, steps=1), visit) == errors.PendingSignInLost.code

    def test_is_refused_for_an_account_frozen_meanwhile(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        assert refuse(digits(secret), visit) == errors.AccountFrozen.code

    def test_takes_the_app_of_its_own_account_only(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        theirs = make_authenticator(make_account())
        begin(account, visit)

        assert refuse(digits(theirs), visit) == errors.SecondFactorWrong.code


class TestWhoIsAsked:
    def test_nobody_who_has_not_switched_it_on(self, account: Account, visit: Visit) -> None:
        make_authenticator(account, is_on=False)

        assert isinstance(begin(account, visit), StartedSession)

    def test_staff_always(self, visit: Visit) -> None:
        account = make_account(kind=AccountKind.STAFF)
        make_authenticator(account, is_on=False)

        assert isinstance(begin(account, visit), SecondFactorPending)

    def test_staff_without_a_factor_can_only_enrol(self, visit: Visit) -> None:
        outcome = begin(make_account(kind=AccountKind.STAFF), visit)

        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol


class TestTrustedDevice:
    def test_is_offered_nowhere_by_default(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 0

        prove(digits(secret), visit, trusts_device=True)

        assert not TrustedDevice.objects.exists()

    def test_needs_no_second_step_for_a_month(
        self,
        account: Account,
        secret: str,
        visit: Visit,
        change_policy: Callable[..., None],
    ) -> None:
        change_policy(trusted_device_lifetime=MONTH)
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 30

        prove(digits(secret), visit, trusts_device=True)

        assert isinstance(begin(account, visit), StartedSession)
        assert isinstance(begin(account, make_visit()), SecondFactorPending)
        after = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=visit, replaces=None, now=NOW + MONTH
        )
        assert isinstance(after, SecondFactorPending)
        assert InboxMessage.objects.filter(template="accounts/device_trusted").count() == 1

    def test_is_never_offered_to_staff(
        self, visit: Visit, change_policy: Callable[..., None]
    ) -> None:
        change_policy(trusted_device_lifetime=MONTH)
        account = make_account(kind=AccountKind.STAFF)
        secret = make_authenticator(account)
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 0

        prove(digits(secret), visit, trusts_device=True)

        assert not TrustedDevice.objects.exists()
        assert isinstance(begin(account, visit), SecondFactorPending)
