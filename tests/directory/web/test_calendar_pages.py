"""The pages on which operators keep the working calendar."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.models import CalendarDay
from shiming.directory.types import DayKind, DirectoryPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.factories.accounts import make_account, start_session

pytestmark = pytest.mark.django_db

LIST = "/directory/calendar/"
ADD = "/directory/calendar/add/"
IMPORT = "/directory/calendar/import/"
REMOVE = "/directory/calendar/2025-10-01/remove/"


def client_of(account: Account) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.directory.web.site"


@pytest.fixture
def operator_client() -> Client:
    account = make_account(now=clock.now())
    grant_permission(
        account_id=AccountId(account.pk),
        permission=DirectoryPermission.EDIT_CALENDAR,
        granter=system_actor(device="tests"),
        now=clock.now(),
    )
    return client_of(account)


@pytest.fixture
def stranger_client() -> Client:
    return client_of(make_account(now=clock.now()))


@pytest.fixture
def national_day() -> CalendarDay:
    return CalendarDay.objects.create(day=dt.date(2025, 10, 1), kind=DayKind.HOLIDAY, name="国庆节")


class TestGuard:
    @pytest.mark.parametrize("url", [LIST, IMPORT, REMOVE])
    def test_sends_visitors_to_the_sign_in_page(self, url: str) -> None:
        response = Client().get(url)

        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=")

    @pytest.mark.parametrize(
        ("method", "url"),
        [("get", LIST), ("post", ADD), ("get", IMPORT), ("post", IMPORT), ("post", REMOVE)],
    )
    def test_refuses_accounts_without_the_permission(
        self, stranger_client: Client, national_day: CalendarDay, method: str, url: str
    ) -> None:
        data = {"day": "2026-01-01", "kind": "holiday", "confirmed": "yes"}

        response = getattr(stranger_client, method)(url, data)

        assert response.status_code == 403
        assert list(CalendarDay.objects.all()) == [national_day]

    def test_takes_nothing_over_get(
        self, operator_client: Client, national_day: CalendarDay
    ) -> None:
        assert operator_client.get(ADD).status_code == 405
        assert operator_client.get(REMOVE, {"confirmed": "yes"}).status_code == 200
        assert CalendarDay.objects.count() == 1

    def test_demands_a_csrf_token(self, operator_client: Client) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = operator_client.cookies

        assert strict.post(ADD, {"day": "2026-01-01", "kind": "holiday"}).status_code == 403
        assert not CalendarDay.objects.exists()


class TestCalendarList:
    def test_shows_the_days_of_a_year(
        self, operator_client: Client, national_day: CalendarDay
    ) -> None:
        page = operator_client.get(LIST, {"year": "2025"}).content.decode()

        assert "2025年工作日历" in page
        assert all(part in page for part in ("2025-10-01", "周三", "放假", "国庆节", REMOVE))

    def test_says_so_where_nothing_is_entered(self, operator_client: Client) -> None:
        assert "这一年还没有登记" in operator_client.get(LIST).content.decode()

    @pytest.mark.parametrize("year", ["", "abc", "99999", "-1", "²", "0000"])
    def test_shows_the_present_year_for_a_year_that_is_none(
        self, operator_client: Client, year: str
    ) -> None:
        response = operator_client.get(LIST, {"year": year})

        assert response.status_code == 200
        present = clock.today_in_china(clock.now()).year
        assert f"{present}年工作日历" in response.content.decode()


class TestCalendarAdd:
    def test_enters_a_day_and_goes_back_to_its_year(self, operator_client: Client) -> None:
        response = operator_client.post(
            ADD, {"day": "２０２５-10-01", "kind": "holiday", "name": "国庆节"}
        )

        assert (response.status_code, response["Location"]) == (303, f"{LIST}?year=2025&changed=1")
        assert "工作日历已更新" in operator_client.get(response["Location"]).content.decode()
        assert CalendarDay.objects.get().kind == DayKind.HOLIDAY

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ({}, "请填写日期"),
            ({"day": "2025-02-30", "kind": "holiday"}, "请按2026-01-01的格式填写日期"),
            ({"day": "2025-10-01"}, "请选择类型"),
            ({"day": "2025-10-01", "kind": "holiday", "name": "节" * 41}, "名称不超过40字"),
        ],
    )
    def test_shows_what_is_wrong_and_keeps_the_rest(
        self, operator_client: Client, data: dict[str, str], told: str
    ) -> None:
        response = operator_client.post(ADD, data)

        assert response.status_code == 422
        page = response.content.decode()
        assert told in page
        assert all(value in page for value in data.values())
        assert not CalendarDay.objects.exists()


class TestCalendarRemove:
    def test_asks_before_it_removes(
        self, operator_client: Client, national_day: CalendarDay
    ) -> None:
        for response in (operator_client.get(REMOVE), operator_client.post(REMOVE)):
            assert "移除2025-10-01（放假）？" in response.content.decode()
        assert CalendarDay.objects.exists()

    def test_removes_once_confirmed(
        self, operator_client: Client, national_day: CalendarDay
    ) -> None:
        response = operator_client.post(REMOVE, {"confirmed": "yes"})

        assert response.status_code == 303
        assert not CalendarDay.objects.exists()

    def test_asks_in_a_dialog_where_htmx_wants_a_fragment(
        self, operator_client: Client, national_day: CalendarDay
    ) -> None:
        page = operator_client.get(REMOVE, headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in page
        assert "移除2025-10-01（放假）？" in page

    def test_says_when_somebody_was_faster(self, operator_client: Client) -> None:
        response = operator_client.post(REMOVE, {"confirmed": "yes"})

        assert response.status_code == 404
        assert "工作日历中没有这一天" in response.content.decode()

    def test_knows_no_impossible_date(self, operator_client: Client) -> None:
        assert operator_client.get("/directory/calendar/2025-02-30/remove/").status_code == 404


class TestCalendarImport:
    def test_enters_the_days_of_a_file(self, operator_client: Client) -> None:
        content = "date,kind,name\n2025-10-01,holiday,国庆节\n".encode()

        response = operator_client.post(IMPORT, {"file": SimpleUploadedFile("d.csv", content)})

        assert (response.status_code, response["Location"]) == (303, f"{LIST}?year=2025&changed=1")
        assert CalendarDay.objects.get().name == "国庆节"

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"nonsense", "无法读取该文件"),
            (b"date,kind,name\n2025-13-01,holiday,x", "文件第2行有误"),
            (b"", "文件是空的"),
        ],
    )
    def test_shows_what_is_wrong_with_a_file(
        self, operator_client: Client, content: bytes, told: str
    ) -> None:
        response = operator_client.post(IMPORT, {"file": SimpleUploadedFile("d.csv", content)})

        assert response.status_code == 422
        assert told in response.content.decode()
        assert not CalendarDay.objects.exists()

    def test_asks_for_a_file(self, operator_client: Client) -> None:
        assert operator_client.get(IMPORT).status_code == 200
        assert "请选择文件" in operator_client.post(IMPORT).content.decode()


class TestEnglish:
    @pytest.mark.parametrize("url", [f"{LIST}?year=2025", f"{LIST}?year=2030", IMPORT, REMOVE])
    def test_leaves_no_word_untranslated(
        self, operator_client: Client, national_day: CalendarDay, url: str
    ) -> None:
        page = operator_client.get(url, headers={"Accept-Language": "en"}).content.decode()

        main = re.search(r"<main.*</main>", page, re.DOTALL)
        assert main is not None
        assert re.findall(r"[\u4e00-\u9fff]+", main[0].replace("国庆节", "")) == []
