"""Every way in over its pages: what a portal offers, and that no page tells more than another."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from shiming.accounts import operations
from shiming.accounts.models import Account, GuessCounter, MaintenanceNotice, Portal, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    CheckedForm,
    CounterScope,
    NumberKind,
    PersonalNumberId,
)
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.messages.models import OutboxMessage
from tests.accounts.web.conftest import post, send, sign_in_as, solve_picture
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
)

WRONG = "Falsch-7-Falsch"
CARD = "resident_id_card"
SYSTEM = system_actor(device="tests")
FUND = "112233445566"

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


def attach_number(
    account: Account, number: str = FUND, kind: NumberKind = NumberKind.HOUSING_FUND
) -> PersonalNumberId:
    return operations.attach_number(
        account_id=AccountId(account.pk), kind=kind, number=number, actor=SYSTEM, now=clock.now()
    )


def quick(client: Client, **data: str) -> HttpResponse:
    """Send the form of a box or a dialog, as htmx does."""
    client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    response: HttpResponse = client.post(  # type: ignore[assignment]  # a response with additions
        "/sign-in/?next=/proofing/",
        {"csrfmiddlewaretoken": token, **data},
        headers={"HX-Request": "true"},
    )
    return response


class TestPortal:
    def test_offers_every_way_where_nothing_else_was_said(self, client: Client) -> None:
        page = client.get("/sign-in/?next=/proofing/").content.decode()

        for url in ("/sign-in/sms/", "/sign-in/document/", "/sign-in/number/", "/sign-in/filed/"):
            assert f'href="{url}?next=%2Fproofing%2F"' in page
        assert 'href="/sign-in/staff/?next=%2Fproofing%2F"' in page

    def test_offers_only_what_it_names_for_a_kind(self, client: Client, settings: Settings) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        Portal.objects.create(
            code="tax",
            host="tax.example",
            name="电子税务局",
            methods={"natural_person": ["password"], "unit": ["number_password"]},
        )

        page = client.get("/sign-in/", headers={"host": "tax.example"}).content.decode()
        other = client.get("/sign-in/sms/", headers={"host": "tax.example"})

        assert "/sign-in/sms/" not in page
        assert "/sign-in/staff/" not in page
        assert 'href="/sign-in/number/?kind=unit"' in page
        assert other.status_code == 404
        assert "不提供这种登录方式" in other.content.decode()
        assert client.get("/sign-in/sms/").status_code == 200

    @pytest.mark.requirement("S32-2")
    def test_says_when_it_will_be_usable_again_on_every_sign_in_page_of_every_portal(
        self, client: Client, account: Account, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        Portal.objects.create(code="tax", host="tax.example", name="电子税务局")
        now = clock.now()
        MaintenanceNotice.objects.create(
            text="系统升级",
            starts_at=now,
            ends_at=dt.datetime(2099, 1, 2, 4, 0, tzinfo=dt.UTC),
            stops_sign_in=True,
        )

        for host in ("testserver", "tax.example"):
            for url in ("/sign-in/", "/sign-in/sms/", "/sign-in/number/", "/sign-in/filed/"):
                page = client.get(url, headers={"host": host}).content.decode()
                assert "系统升级" in page
                assert "2099-01-02 12:00" in page
                assert "暂时不能登录" in page
        refused = send(client, "/sign-in/", identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)
        assert refused.status_code == 503
        assert not Session.objects.exists()


class TestBoxAndDialog:
    """Two looks, one set of rules."""

    @pytest.mark.requirement("S15-1", "S29-7")
    def test_are_the_same_form_and_lead_to_the_wanted_page(
        self, client: Client, account: Account
    ) -> None:
        fragment = client.get("/sign-in/?next=/proofing/", headers={"HX-Request": "true"})
        assert "<html" not in fragment.content.decode()
        assert 'action="/sign-in/?next=/proofing/"' in fragment.content.decode()

        answer = quick(client, identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)

        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/proofing/")
        assert client.get("/me/").status_code == 200

    def test_refuse_with_the_words_and_the_status_of_the_page(
        self, client: Client, account: Account
    ) -> None:
        on_page = send(client, "/sign-in/", identifier=PROOFED_CITIZEN.mobile, password=WRONG)
        in_box = quick(client, identifier=PROOFED_CITIZEN.mobile, password=WRONG)

        assert on_page.status_code == in_box.status_code == 422
        for answer in (on_page, in_box):
            assert "账户名或密码不正确" in answer.content.decode()
        counter = GuessCounter.objects.get(scope=CounterScope.PASSWORD_ACCOUNT)
        assert counter.count == 2

    def test_ask_for_the_picture_too(
        self, client: Client, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))
        fragment = client.get("/sign-in/", headers={"HX-Request": "true"}).content.decode()
        assert "/human-check/picture.png" in fragment

        refused = quick(client, identifier=PROOFED_CITIZEN.mobile, password=PASSWORD)
        assert refused.status_code == 422
        answer = quick(
            client,
            identifier=PROOFED_CITIZEN.mobile,
            password=PASSWORD,
            picture_code=solve_picture(client),
        )
        assert answer.status_code == 204


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


class TestStaff:
    @pytest.mark.requirement("S20-1")
    def test_have_an_entrance_of_their_own_that_asks_for_a_second_factor(
        self, client: Client
    ) -> None:
        make_account(user_name="dienst", password=PASSWORD, kind=AccountKind.STAFF, now=clock.now())

        public = send(client, "/sign-in/", identifier="dienst", password=PASSWORD)
        assert public.status_code == 422
        answer = send(client, "/sign-in/staff/", identifier="dienst", password=PASSWORD)

        assert answer["Location"].startswith("/me/second-factor/")
        assert client.get("/me/")["Location"].startswith("/me/second-factor/")
        assert client.get("/accounts/")["Location"].startswith("/me/second-factor/")
        assert Session.objects.get().level == 0

    def test_entrance_knows_nobody_else(self, client: Client, account: Account) -> None:
        answer = send(
            client, "/sign-in/staff/", identifier=PROOFED_CITIZEN.mobile, password=PASSWORD
        )

        assert answer.status_code == 422
        assert not Session.objects.exists()


# Each page with what it is told of somebody with a wrong password, and of nobody.
PAGES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "/sign-in/": ({"identifier": PROOFED_CITIZEN.mobile}, {"identifier": "15401009999"}),
    "/sign-in/staff/": ({"identifier": "dienst"}, {"identifier": "niemand"}),
    "/sign-in/document/": (
        {
            "document_type": CARD,
            "number": PROOFED_CITIZEN.number,
            "name": PROOFED_CITIZEN.name,
        },
        {
            "document_type": CARD,
            "number": UNPROOFED_CITIZEN.number,
            "name": UNPROOFED_CITIZEN.name,
        },
    ),
    "/sign-in/number/": (
        {"kind": "housing_fund", "number": FUND},
        {"kind": "housing_fund", "number": "999999999999"},
    ),
}


class TestEnumeration:
    """Known and unknown: one text, one status, one side effect, as many questions to the base."""

    @pytest.mark.requirement("S15-3")
    @pytest.mark.parametrize("url", PAGES, ids=str)
    def test_shows_no_difference_between_wrong_and_unknown(
        self, client: Client, account: Account, url: str
    ) -> None:
        attach_number(account)
        make_account(user_name="dienst", password=PASSWORD, kind=AccountKind.STAFF, now=clock.now())
        # The first answer of a process makes what the later ones find ready, and so does the first
        # one of an address.
        send(client, url, **PAGES[url][1], password=WRONG)
        GuessCounter.objects.exclude(scope=CounterScope.PASSWORD_ADDRESS).delete()
        seen = []
        for facts in PAGES[url]:
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                answer = post(client, url, **facts, password=WRONG)
            seen.append(
                (
                    answer.status_code,
                    _without_what_was_typed(answer.content.decode(), facts),
                    sorted(answer.headers.keys()),
                    len(asked),
                    OutboxMessage.objects.count(),
                )
            )

        assert seen[0] == seen[1]
        tries = GuessCounter.objects.filter(scope=CounterScope.PASSWORD_ACCOUNT)
        assert list(tries.values_list("count", flat=True)) == [1, 1]
        assert not Session.objects.exists()


def _without_what_was_typed(page: str, facts: dict[str, str]) -> str:
    for typed in facts.values():
        page = page.replace(typed, "…")
    return re.sub(r"[A-Za-z0-9]{64}", "token", page)
