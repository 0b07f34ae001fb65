"""Opening accounts of staff by hand."""

import re

import pytest
from django.test import Client

from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.types import (
    AccountId,
)
from shiming.directory.models import StaffMember
from shiming.messages.models import OutboxMessage
from tests.directory.web.staff.desk import LIST, NEW, held_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S06-2", "S20-3")
class TestOpening:
    def test_sends_the_code_to_the_owner_and_shows_it_to_nobody(
        self, officer: Client, account: Account
    ) -> None:
        added = officer.post(f"{LIST}add/", NEW, follow=True)

        page = added.content.decode()
        assert "示例乙" in page
        assert "13800138000" not in page
        member = StaffMember.objects.get()
        assert member.opened_by == account.pk
        assert Account.objects.get(pk=member.pk).password == ""
        code = re.search(r"\w{4}(?:-\w{4}){3}", str(OutboxMessage.objects.get().content))
        assert code is not None
        assert code[0] not in page
        assert ActivationCode.objects.filter(account_id=member.pk).count() == 1
        assert held_by(AccountId(member.pk)) == frozenset()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"mobile": ""},
            {"mobile": "123"},
            {"mobile": "", "email": "nobody"},
            {"name": ""},
            {"user_name": ""},
            {"organisation_code": "99"},
        ],
    )
    def test_needs_a_name_a_place_and_a_contact(
        self, officer: Client, wrong: dict[str, str]
    ) -> None:
        answer = officer.post(f"{LIST}add/", NEW | wrong)

        assert answer.status_code == 422
        assert not StaffMember.objects.exists()

    def test_takes_each_login_name_once(self, officer: Client, jia: AccountId) -> None:
        answer = officer.post(f"{LIST}add/", NEW | {"user_name": "Staff.Jia"})

        assert answer.status_code == 409
        assert StaffMember.objects.count() == 1
