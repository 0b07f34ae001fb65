"""The way back at the counter and by a superior."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse
from django.test import Client

from shiming.accounts.models import ActivationCode
from shiming.accounts.types import AccountId, AccountKind, AccountPermission
from shiming.directory import queries as directory
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.accounts.actions.recovery.conftest import (
    NEW,
)
from tests.accounts.conftest import FakePermissionSource
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.accounts.web.recovery.recovery_kit import EXPLANATION, choose, text_of, upload
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_account_of,
)

pytestmark = pytest.mark.django_db


class TestCounter:
    @pytest.fixture
    def clerk(self, client: Client, permission_source: FakePermissionSource) -> Client:
        permission_source.answer = frozenset({AccountPermission.RESET_AT_COUNTER})
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        return client

    def look_up(self, clerk: Client) -> HttpResponse:
        return send(
            clerk,
            "/counter/accounts/",
            document_type="resident_id_card",
            number=PROOFED_CITIZEN.number,
            name=PROOFED_CITIZEN.name,
        )

    def test_prints_a_code_once_on_document_and_reason(self, clerk: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        found = self.look_up(clerk)
        url = f"/counter/accounts/{account.pk}/"
        assert f'href="{url}"' in text_of(found)
        assert PROOFED_CITIZEN.number not in text_of(found).replace(
            f'value="{PROOFED_CITIZEN.number}"', ""
        )
        clerk.get(url)
        token = clerk.cookies["csrftoken"].value

        answer = clerk.post(
            url,
            {
                "csrfmiddlewaretoken": token,
                "reason": "forgotten",
                "explanation": EXPLANATION,
                "picture": upload(),
            },
        )

        page = answer.content.decode()
        assert "只显示这一次" in page
        assert "no-store" in answer["Cache-Control"]
        code = re.search(r'acc-code">([A-Z0-9-]+)<', page)
        assert code is not None
        owner = Client()
        assert send(owner, "/activate/", code=code[1])["Location"] == "/activate/password/"
        choose(owner)
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_shows_nobody_whom_the_clerk_has_not_looked_for(self, clerk: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)

        answer = clerk.get(f"/counter/accounts/{account.pk}/")

        assert answer.status_code in {403, 409}
        assert PROOFED_CITIZEN.name[0] + "*" not in answer.content.decode()
        self.look_up(clerk)
        assert clerk.get(f"/counter/accounts/{account.pk}/").status_code == 200

    def test_finds_units_by_their_account(self, clerk: Client) -> None:
        unit = make_account(user_name="unit-4711", kind=AccountKind.UNIT)
        make_account(user_name="zhang-san")

        found = send(clerk, "/counter/accounts/", user_name="unit-4711")
        other = send(clerk, "/counter/accounts/", user_name="zhang-san")

        assert f"/counter/accounts/{unit.pk}/" in text_of(found)
        assert other.status_code == 404

    def test_demands_document_and_name_together(self, clerk: Client) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)

        for data in (
            {},
            {"document_type": "resident_id_card", "number": PROOFED_CITIZEN.number},
            {
                "document_type": "resident_id_card",
                "number": PROOFED_CITIZEN.number,
                "name": "陈向南",
            },
        ):
            answer = send(clerk, "/counter/accounts/", **data)
            assert answer.status_code in {404, 422}
            assert "找到的账户" not in text_of(answer)

    def test_refuses_strangers(self, client: Client) -> None:
        sign_in_as(client, make_account(now=clock.now()))
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)

        for url in ("/counter/accounts/", f"/counter/accounts/{account.pk}/", "/counter/capture/"):
            assert client.get(url).status_code == 403
        assert not ActivationCode.objects.exists()


class TestPeople:
    def test_lets_an_administrator_reset_staff(
        self, client: Client, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({AccountPermission.RESET_STAFF})
        staff = make_account(
            user_name="clerk-7",
            kind=AccountKind.STAFF,
            mobile=UNPROOFED_CITIZEN.mobile,
            password=PASSWORD,
        )
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        client.get("/me/people/")

        answer = post(client, "/me/people/staff/", user_name="clerk-7")

        assert UNPROOFED_CITIZEN.mobile_number.masked in text_of(answer)
        assert "acc-code" not in text_of(answer)
        staff.refresh_from_db()
        assert staff.password == ""

    def test_says_nothing_of_who_is_no_staff(
        self, client: Client, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({AccountPermission.RESET_STAFF})
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        make_account(user_name="zhang-san", password=PASSWORD)
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        client.get("/me/people/")

        answers = [
            post(client, "/me/people/staff/", user_name=name)
            for name in ("zhang-san", "nobody-at-all")
        ]

        assert {answer.status_code for answer in answers} == {422}
        assert not ActivationCode.objects.exists()

    def test_shows_an_empty_page_to_who_answers_for_nobody(self, client: Client) -> None:
        sign_in_as(client, make_account(now=clock.now()))

        page = client.get("/me/people/").content.decode()

        assert "没有由您负责的人员" in page
        assert "重置工作人员密码" not in page

    def test_grants_come_from_the_directory(self) -> None:
        account = make_account()
        for permission in AccountPermission:
            grant_permission(
                account_id=AccountId(account.pk),
                permission=permission,
                granter=system_actor(device="tests"),
                now=clock.now(),
            )
        held = directory.permissions_of(AccountId(account.pk), clock.now())
        assert held == frozenset(AccountPermission)
