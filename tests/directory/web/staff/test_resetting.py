"""Letting staff choose a new password."""

import re

import pytest
from django.test import Client

from shiming.accounts import errors as account_errors
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, ActivationCode, Session
from shiming.accounts.types import (
    AccountId,
    HumanAnswer,
    SignInOutcome,
    StartedSession,
)
from shiming.directory.models import StaffMember
from shiming.kernel import clock
from shiming.messages.models import OutboxMessage
from tests.directory.web.staff.desk import LIST, NEW, REASON, place
from tests.factories.accounts import make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _officer_above(account: Account) -> None:
    place(account, "60")


class TestReset:
    @pytest.mark.requirement("S06-2")
    def test_ends_the_sessions_and_goes_to_the_owner(
        self, officer: Client, active: AccountId
    ) -> None:
        Account.objects.filter(pk=active).update(mobile="+8613800138001")
        url = f"/me/people/{active}/reset/"
        assert url in officer.get(f"{LIST}{active}/").content.decode()
        assert f'action="{url}"' in officer.get(url).content.decode()
        assert not ActivationCode.objects.filter(purpose="reset_by_superior").exists()

        done = officer.post(url)

        assert done.status_code == 200
        code = ActivationCode.objects.get(account_id=active, consumed_at__isnull=True)
        assert code.purpose == "reset_by_superior"
        assert not Session.objects.filter(account_id=active, ended_at__isnull=True).exists()

    def test_is_not_offered_for_who_is_locked(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", REASON)

        page = officer.get(f"{LIST}{active}/").content.decode()

        assert f"/me/people/{active}/reset/" not in page


class TestWalk:
    @pytest.mark.requirement("S06-2")
    def test_leads_from_the_code_to_signing_in_and_again_after_a_reset(
        self, officer: Client
    ) -> None:
        officer.post(f"{LIST}add/", NEW)
        jia = StaffMember.objects.get(account__user_name="staff.yi").pk
        first = _enter_with_sent_code("Zhao-Xia-82-Lu")
        assert first.account_id == jia

        # Personnel's word is no contact of the account: this is what the owner has bound.
        Account.objects.filter(pk=jia).update(mobile="+8613800138000")
        OutboxMessage.objects.all().delete()
        officer.post(f"/me/people/{jia}/reset/")
        with pytest.raises(account_errors.BadCredentials):
            _sign_in("Zhao-Xia-82-Lu")
        assert _enter_with_sent_code("Mo-Yu-57-Shan").account_id == jia


def _enter_with_sent_code(password: str) -> StartedSession:
    """Choose a password with the code that was sent, and sign in with it."""
    sent = "".join(str(one.content) for one in OutboxMessage.objects.all())
    code = re.search(r"\w{4}(?:-\w{4}){3}", sent)
    assert code is not None
    choose_password(
        typed_code=code[0],
        password=password,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=clock.now(),
    )
    entered = _sign_in(password)
    assert isinstance(entered, StartedSession)
    return entered


def _sign_in(password: str) -> SignInOutcome:
    return sign_in_with_password(
        identifier="staff.yi",
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        is_staff=True,
        now=clock.now(),
    )
