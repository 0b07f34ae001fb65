"""A tree, an officer who keeps staff, and a member of staff."""

from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
    AccountPermission,
    AccountPolicy,
    AccountState,
)
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import (
    DirectoryPermission,
    Keeper,
    StaffDraft,
    StaffProfile,
)
from shiming.kernel import clock
from tests.directory.web.staff.desk import SYSTEM, grant
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account, start_session


@pytest.fixture(autouse=True)
def _plain_forms() -> Iterator[None]:
    with ports.policy.replaced(AccountPolicy(checked_forms=frozenset())):
        yield


@pytest.fixture(autouse=True)
def _tree() -> None:
    for code, parent in (("60", ""), ("60-A", "60"), ("60-B", "60")):
        add_organisation(
            code=code, name=f"机构{code}", parent_code=parent, officer=SYSTEM, now=clock.now()
        )


@pytest.fixture
def account() -> Account:
    account = make_account(now=clock.now())
    grant(
        account,
        DirectoryPermission.MANAGE_STAFF,
        DirectoryPermission.GRANT,
        AccountPermission.RESET_STAFF,
    )
    return account


@pytest.fixture
def officer(account: Account) -> Client:
    return client_of(account)


@pytest.fixture
def jia() -> AccountId:
    draft = StaffDraft(
        user_name="staff.jia",
        organisation_code="60-A",
        profile=StaffProfile(display_name="示例甲", phone="+8613800138001"),
    )
    opened = open_staff_member(draft=draft, keeper=Keeper(), actor=SYSTEM, now=clock.now())
    return opened.account_id


@pytest.fixture
def active(jia: AccountId) -> AccountId:
    Account.objects.filter(pk=jia).update(
        state=AccountState.ACTIVE, password_changed_at=clock.now()
    )
    start_session(Account.objects.get(pk=jia), now=clock.now())
    return jia
