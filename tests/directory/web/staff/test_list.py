"""The list of members of staff."""

import re

import pytest
from django.test import Client

from shiming.accounts.types import (
    AccountId,
)
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.types import (
    Keeper,
)
from shiming.kernel import clock
from tests.directory.web.staff.desk import LIST, NEW, SYSTEM
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S20-3")
class TestList:
    def test_shows_who_works_where(self, officer: Client, jia: AccountId) -> None:
        page = officer.get(LIST).content.decode()

        assert all(part in page for part in ("示例甲", "staff.jia", "机构60-A", "待激活"))

    @pytest.mark.parametrize("name", ["示例甲", "STAFF.jia", "  示例甲"])
    def test_finds_somebody_by_the_whole_name(
        self, officer: Client, jia: AccountId, name: str
    ) -> None:
        officer.post(f"{LIST}add/", NEW)

        page = officer.post(LIST, {"name": name}).content.decode()

        assert "staff.jia" in page
        assert "staff.yi" not in page

    @pytest.mark.parametrize("name", ["示例", "staff.j", "%", "示例_"])
    def test_finds_nobody_by_a_part_of_it(self, officer: Client, jia: AccountId, name: str) -> None:
        page = officer.post(LIST, {"name": name}).content.decode()

        assert "没有符合条件的工作人员" in page

    def test_is_narrowed_by_place_and_state(self, officer: Client, jia: AccountId) -> None:
        def finds(**narrowing: str) -> bool:
            return "staff.jia" in officer.get(LIST, narrowing).content.decode()

        assert finds(organisation_code="60-A", state="pending")
        assert not finds(organisation_code="60-B")
        assert not finds(state="active")

    def test_goes_on_where_a_page_ended(
        self, officer: Client, jia: AccountId, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.directory.queries.staff_desk._PAGE", 1)
        officer.post(f"{LIST}add/", NEW)
        first = officer.get(LIST, {"organisation_code": "60-A"}).content.decode()
        assert "staff.yi" not in first

        following = re.search(r'href="(\?[^"]+)"\s+rel="next"', first)
        assert following is not None
        second = officer.get(LIST + following[1].replace("&amp;", "&")).content.decode()

        assert "staff.yi" in second
        assert "staff.jia" not in second
        assert 'rel="next"' not in second

    def test_shows_nobody_but_staff(self, officer: Client) -> None:
        make_account(user_name="citizen.jia")

        page = officer.post(LIST, {"name": "citizen.jia"}).content.decode()

        assert "没有符合条件的工作人员" in page

    def test_shows_closed_ones_only_if_asked(self, officer: Client, jia: AccountId) -> None:
        close_staff_member(
            account_id=jia, version=None, keeper=Keeper(), actor=SYSTEM, now=clock.now()
        )

        assert "staff.jia" not in officer.get(LIST).content.decode()
        assert "staff.jia" in officer.get(LIST, {"state": "closed"}).content.decode()
