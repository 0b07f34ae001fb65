"""What is known of a member of staff, and changing it."""

import pytest
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
)
from shiming.directory import queries
from shiming.directory.actions.groups.add_group import add_group
from shiming.directory.models import Membership
from shiming.directory.types import (
    GroupDraft,
    Keeper,
)
from shiming.kernel import clock
from tests.directory.web.staff.desk import LIST, SYSTEM, version_in

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S06-2", "S20-3")
class TestDetail:
    def test_tells_where_each_permission_comes_from(
        self, officer: Client, account: Account, jia: AccountId
    ) -> None:
        add_group(
            draft=GroupDraft(name="窗口值班", members=frozenset({jia})),
            keeper=Keeper(),
            actor=SYSTEM,
            now=clock.now(),
        )
        officer.post(f"{LIST}{jia}/permissions/grant/", {"permission": "proofing:case:review"})

        page = officer.get(f"{LIST}{jia}/").content.decode()

        assert all(part in page for part in ("窗口值班", "复核认证", "直接分配", "机构60-A"))
        assert "13800138001" not in page
        assert "138****8001" in page

    def test_changes_data_and_transfers(self, officer: Client, jia: AccountId) -> None:
        add_group(
            draft=GroupDraft(name="甲市窗口", organisation_code="60-A", members=frozenset({jia})),
            keeper=Keeper(),
            actor=SYSTEM,
            now=clock.now(),
        )
        url = f"{LIST}{jia}/"
        version = version_in(officer.get(url).content.decode())

        officer.post(url, {"name": "示例丙", "organisation_code": "60-B", "version": version})

        facts = queries.get_staff(jia, reach=Keeper().reach)
        assert (facts.name, facts.organisation_code) == ("示例丙", "60-B")
        # What was left empty stays as it was.
        assert facts.profile.phone == "+8613800138001"
        assert not Membership.objects.exists()
        assert "staff.jia" in officer.post(LIST, {"name": "示例丙"}).content.decode()

    def test_is_not_changed_by_who_has_seen_an_older_one(
        self, officer: Client, jia: AccountId
    ) -> None:
        url = f"{LIST}{jia}/"
        entered = {"organisation_code": "60-A", "version": "1"}
        officer.post(url, {"name": "示例丙", **entered})

        late = officer.post(url, {"name": "示例丁", **entered})

        assert late.status_code == 409
        assert queries.get_staff(jia, reach=Keeper().reach).name == "示例丙"
