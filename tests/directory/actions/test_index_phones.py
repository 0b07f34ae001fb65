"""Mobiles of members of staff from before there was an index of them (S02-5)."""

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.types import AccountId, AccountPolicy
from shiming.directory import errors, operations
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.index_phones import index_phones
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.models import StaffMember
from shiming.directory.types import DirectoryPermission, Keeper, StaffDraft, StaffProfile
from shiming.kernel import clock
from shiming.vault import operations as vault
from shiming.vault import registry, rewriting
from tests.cast import AGENT, REVIEWER
from tests.directory.web.staff.desk import LIST, SYSTEM, grant
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db


def opened(user_name: str, *, mobile: str) -> AccountId:
    draft = StaffDraft(
        user_name=user_name, profile=StaffProfile(display_name=user_name, phone=mobile)
    )
    return open_staff_member(draft=draft, keeper=Keeper(), actor=SYSTEM, now=clock.now()).account_id


def before_the_index(user_name: str, *, mobile: str) -> AccountId:
    """Return a member of staff as the migration left them."""
    account_id = opened(user_name, mobile="")
    columns = operations.columns_of(StaffProfile(display_name=user_name, phone=mobile))
    StaffMember.objects.filter(pk=account_id).update(**columns | {"phone_index": None})
    return account_id


def index() -> int:
    return index_phones(progress=lambda _done, _all: None)


def indexed() -> dict[AccountId, bool]:
    rows = StaffMember.objects.values_list("pk", "phone_index")
    return {AccountId(key): found is not None for key, found in rows}


class TestIndexPhones:
    def test_has_doubles_of_old_members_found(self) -> None:
        before_the_index("staff.jia", mobile=REVIEWER.mobile)

        assert index() == 0

        with pytest.raises(errors.PhoneTaken):
            opened("staff.yi", mobile=REVIEWER.mobile)

    def test_marks_all_but_the_earliest_of_those_with_one_mobile(self) -> None:
        jia = before_the_index("staff.jia", mobile=REVIEWER.mobile)
        yi = before_the_index("staff.yi", mobile=REVIEWER.mobile)
        bing = before_the_index("staff.bing", mobile="")

        assert [index(), index()] == [1, 1]

        assert indexed() == {jia: True, yi: False, bing: False}
        assert [one.pk for one in StaffMember.objects.filter(shares_phone=True)] == [yi]

    def test_is_settled_by_another_mobile(self) -> None:
        before_the_index("staff.jia", mobile=REVIEWER.mobile)
        yi = before_the_index("staff.yi", mobile=REVIEWER.mobile)
        index()

        change_staff_member(
            account_id=yi,
            draft=StaffDraft(user_name="staff.yi", profile=StaffProfile(phone=AGENT.mobile)),
            version=StaffMember.objects.get(pk=yi).version,
            keeper=Keeper(),
            actor=SYSTEM,
            now=clock.now(),
        )

        assert not StaffMember.objects.filter(shares_phone=True).exists()
        assert indexed()[yi]

    def test_is_settled_by_the_end_of_the_other(self) -> None:
        jia = before_the_index("staff.jia", mobile=REVIEWER.mobile)
        yi = before_the_index("staff.yi", mobile=REVIEWER.mobile)
        index()

        StaffMember.objects.filter(pk=jia).update(is_closed=True)

        assert index() == 0
        assert not StaffMember.objects.filter(shares_phone=True).exists()
        assert indexed()[yi]


class TestRotation:
    def test_does_not_fall_over_those_who_share_a_mobile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        jia = before_the_index("staff.jia", mobile=REVIEWER.mobile)
        yi = before_the_index("staff.yi", mobile=REVIEWER.mobile)
        index()
        before = StaffMember.objects.get(pk=jia).phone_index
        assert registry.columns_of("directory.StaffMember")
        of_old_key = vault.blind_index

        def of_new_key(purpose: str, value: str) -> str:
            return of_old_key(purpose, value)[::-1]

        monkeypatch.setattr(vault, "blind_index", of_new_key)
        batch = rewriting.table_of(StaffMember).rewrite(after=None, limit=10)

        assert batch is not None
        assert (batch.seen, batch.lost) == (2, 0)
        assert before is not None
        assert StaffMember.objects.get(pk=jia).phone_index == before[::-1]
        assert StaffMember.objects.get(pk=yi).phone_index is None


class TestList:
    def test_names_to_officers_who_shares_a_mobile(self) -> None:
        before_the_index("staff.jia", mobile=REVIEWER.mobile)
        yi = before_the_index("staff.yi", mobile=REVIEWER.mobile)
        account = make_account(now=clock.now())
        grant(account, DirectoryPermission.MANAGE_STAFF)
        with ports.policy.replaced(AccountPolicy(checked_forms=frozenset())):
            officer = client_of(account)
            assert "与他人重复" not in page_of(officer)

            index()
            page = page_of(officer)

        assert "有1名工作人员登记的手机号码与他人重复" in page
        assert f'<li><a href="{LIST}{yi}/">staff.yi</a></li>' in page
        assert REVIEWER.mobile not in page


def page_of(officer: Client) -> str:
    return officer.get(LIST).content.decode()
