"""Signing in with a document, a filing, or a fund's number."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountKind,
    CheckedForm,
    NumberKind,
)
from shiming.kernel import clock
from tests.accounts.web.conftest import post, send, sign_in_as, solve_picture
from tests.accounts.web.ways_in.ways_in_kit import CARD, FUND, attach_number
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
)

pytestmark = pytest.mark.django_db


class TestDocumentAndCode:
    @pytest.mark.requirement("S31-6")
    def test_leads_from_the_five_to_the_wanted_page(self, client: Client, account: Account) -> None:
        asked = send(
            client,
            "/sign-in/document/sms/?next=/proofing/",
            document_type=CARD,
            number=PROOFED_CITIZEN.number,
            name=PROOFED_CITIZEN.name,
            mobile=PROOFED_CITIZEN.mobile,
        )
        assert asked["Location"] == "/sign-in/document/code/?next=%2Fproofing%2F"

        answer = send(client, asked["Location"], code=last_code(PROOFED_CITIZEN.mobile))

        assert answer["Location"] == "/proofing/"

    @pytest.mark.requirement("S31-7")
    def test_tells_first_time_users_to_be_captured(self, client: Client) -> None:
        make_account_of(PROOFED_CITIZEN)
        send(
            client,
            "/sign-in/document/sms/",
            document_type=CARD,
            number=PROOFED_CITIZEN.number,
            name=PROOFED_CITIZEN.name,
            mobile=PROOFED_CITIZEN.mobile,
        )

        answer = send(client, "/sign-in/document/code/", code=last_code(PROOFED_CITIZEN.mobile))

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "填写的信息有误，或者尚未采集" in text
        assert "首次使用的，请先注册并完成信息采集" in text

    def test_sends_who_skips_ahead_back(self, client: Client) -> None:
        assert client.get("/sign-in/document/code/")["Location"] == "/sign-in/document/sms/"
        assert client.get("/sign-in/filed/code/")["Location"] == "/sign-in/filed/"


class TestFiled:
    @pytest.mark.requirement("S27-3")
    def test_takes_mobile_number_picture_in_any_case_and_code(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        client.get("/sign-in/filed/")
        asked = post(
            client,
            "/sign-in/filed/",
            mobile=PROOFED_CITIZEN.mobile,
            number=PROOFED_CITIZEN.number,
            picture_code=solve_picture(client).swapcase(),
        )
        assert asked["Location"] == "/sign-in/filed/code/"

        answer = send(client, "/sign-in/filed/code/", code=last_code(PROOFED_CITIZEN.mobile))

        assert answer["Location"] == "/me/"

    @pytest.mark.requirement("S27-3")
    def test_tells_who_is_not_registered_to_register_first(self, client: Client) -> None:
        send(
            client,
            "/sign-in/filed/",
            mobile=UNPROOFED_CITIZEN.mobile,
            number=UNPROOFED_CITIZEN.number,
        )

        answer = send(client, "/sign-in/filed/code/", code=last_code(UNPROOFED_CITIZEN.mobile))

        assert answer.status_code == 404
        assert "还没有注册" in answer.content.decode()


class TestNumbers:
    @pytest.mark.requirement("S21-2", "S15-8")
    def test_take_fund_account_or_document_with_name_each_with_password_and_picture(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        attach_number(account)
        change_policy(checked_forms=frozenset(CheckedForm))
        document = {
            "document_type": CARD,
            "number": PROOFED_CITIZEN.number,
            "name": PROOFED_CITIZEN.name,
        }
        fund = {"kind": "housing_fund", "number": FUND}

        for url, facts in (("/sign-in/document/", document), ("/sign-in/number/", fund)):
            client.get(url)
            assert post(client, url, **facts, password=PASSWORD).status_code == 422
            wrong = {**facts, "number": facts["number"][:-1]}
            picture = solve_picture(client)
            refused = post(client, url, **wrong, password=PASSWORD, picture_code=picture)
            assert refused.status_code == 422
            picture = solve_picture(client)
            answer = post(client, url, **facts, password=PASSWORD, picture_code=picture)
            assert answer.status_code == 303

    @pytest.mark.requirement("S15-2")
    def test_take_a_unit_by_its_social_security_number(
        self, client: Client, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        unit = make_account(kind=AccountKind.UNIT, password=PASSWORD, now=clock.now())
        attach_number(unit, "A-0001 7788", NumberKind.UNIT_SOCIAL_SECURITY)
        client.get("/sign-in/number/?kind=unit")

        answer = post(
            client,
            "/sign-in/number/?kind=unit",
            kind="unit_social_security",
            number="a00017788",
            password=PASSWORD,
            picture_code=solve_picture(client),
        )

        assert answer["Location"] == "/me/"
        assert Session.objects.get().account == unit

    @pytest.mark.requirement("S15-8")
    def test_are_chosen_after_sign_in_by_who_has_several(
        self, client: Client, account: Account
    ) -> None:
        attach_number(account)
        second = attach_number(account, "998877665544", NumberKind.SOCIAL_SECURITY)

        answer = send(
            client,
            "/sign-in/?next=/proofing/",
            identifier=PROOFED_CITIZEN.mobile,
            password=PASSWORD,
        )

        assert answer["Location"] == "/me/numbers/?next=%2Fproofing%2F"
        page = client.get(answer["Location"]).content.decode()
        assert FUND not in page
        chosen = post(client, f"/me/numbers/{second}/?next=/proofing/")
        assert chosen["Location"] == "/proofing/"
        assert Session.objects.get().personal_number_id == second

    def test_of_others_cannot_be_chosen(self, client: Client, account: Account) -> None:
        foreign = attach_number(make_account(now=clock.now()))
        sign_in_as(client, account)
        client.get("/me/numbers/")

        assert post(client, f"/me/numbers/{foreign}/").status_code == 404
        assert Session.objects.get().personal_number_id is None
