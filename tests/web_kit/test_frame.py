"""The frame of every page."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from shiming.web_kit import frame
from shiming.web_kit.frame import Frame, Maintenance, Site, Waiting, navigation

SIGNED_IN = {"X-Permissions": ""}


@dataclasses.dataclass
class Given:
    frame: Frame

    def frame_of(self, request: HttpRequest) -> Frame:
        return self.frame


@pytest.fixture
def page(client: Client) -> Callable[..., str]:
    def show(**values: Any) -> str:
        with frame.frame_source.replaced(Given(Frame(**values))):
            return client.get("/nothing/").content.decode()

    return show


class TestHead:
    @pytest.mark.requirement("S21-4")
    @pytest.mark.parametrize("path", ["/__components__/", "/nothing/", "/refuse/"])
    def test_lets_whoever_is_signed_in_leave_from_every_page(
        self, client: Client, path: str
    ) -> None:
        html = client.get(path, headers=SIGNED_IN).content.decode()

        form = html.partition('class="ui-head__leave"')[2].partition("</form>")[0]
        assert 'method="post"' in form
        assert 'action="/sign-out/"' in form
        assert "csrfmiddlewaretoken" in form
        assert "退出" in form

    def test_offers_visitors_sign_in_and_no_sign_out(self, client: Client) -> None:
        html = client.get("/nothing/").content.decode()

        assert 'href="/sign-in/"' in html
        assert "/sign-out/" not in html

    def test_shows_as_whom_one_acts_and_what_waits(self, page: Callable[..., str]) -> None:
        html = page(is_signed_in=True, identity_label="张*明", identity_note="本人", unread=3)

        assert "当前身份" in html
        assert "张*明" in html
        assert ">3<" in html

    def test_counts_no_further_than_anybody_reads(self, page: Callable[..., str]) -> None:
        html = page(is_signed_in=True, unread=100, todos=99)

        assert ">99+<" in html
        assert ">99<" in html

    def test_switches_sites(self, page: Callable[..., str]) -> None:
        html = page(
            sites=(Site(name="主站", url="/"), Site(name="东城", url="/east/")), site="东城"
        )

        assert '<a href="/east/" aria-current="true">' in html

    def test_announces_maintenance_with_its_end(self, page: Callable[..., str]) -> None:
        ends_at = dt.datetime(2031, 5, 8, 15, 30, tzinfo=dt.UTC)

        html = page(maintenance=Maintenance(text="系统维护", ends_at=ends_at))

        assert "预计 2031-05-08 23:30 恢复。" in html


class TestNavigation:
    @pytest.mark.parametrize(
        ("path", "current"),
        [
            ("/", "首页"),
            ("/enterprises/", "企业"),
            ("/me/", "我的"),
            ("/me/messages/3/", "消息"),
            ("/me/todos/", "消息"),
            ("/help/", None),
        ],
    )
    def test_marks_where_one_is(self, path: str, current: str | None) -> None:
        marked = [item.label for item in navigation(path=path) if item.is_current]

        assert marked == ([current] if current else [])

    def test_has_room_for_four_on_a_phone(self) -> None:
        entries = navigation(path="/", waiting=Waiting(unread=2, todos=3))

        bar = {item.label: item.count for item in entries if not item.is_wide_only}
        assert bar == {"首页": 0, "企业": 0, "消息": 5, "我的": 0}


class TestViewPreferences:
    def test_are_kept_without_javascript(self, client: Client) -> None:
        answer = client.post(
            "/preferences/view/", {"text": "large", "contrast": "high", "next": "/hello/"}
        )

        assert (answer.status_code, answer["Location"]) == (303, "/hello/")
        html = client.get("/nothing/").content.decode()
        assert 'data-text="large" data-contrast="high"' in html

    def test_can_be_taken_back_one_by_one(self, client: Client) -> None:
        client.post("/preferences/view/", {"text": "large", "contrast": "high"})

        # The form of the foot sends what holds, then what the pressed button says.
        client.post("/preferences/view/", {"text": ["large", "normal"], "contrast": "high"})

        html = client.get("/nothing/").content.decode()
        assert "data-text" not in html
        assert 'data-contrast="high"' in html

    def test_ignore_a_forged_cookie(self, client: Client) -> None:
        client.cookies[frame.VIEW_COOKIE] = '"><script>'

        assert "<script>" not in client.get("/nothing/").content.decode()

    def test_do_not_lead_elsewhere(self, client: Client) -> None:
        answer = client.post("/preferences/view/", {"next": "https://evil.example/"})

        assert answer["Location"] == "/"

    def test_refuse_get(self, client: Client) -> None:
        assert client.get("/preferences/view/").status_code == 405
        assert client.get("/preferences/language/").status_code == 405


class TestLanguage:
    def test_is_chosen_in_the_foot(self, client: Client) -> None:
        client.post("/preferences/language/", {"language": "en", "next": "/hello/"})

        assert 'lang="en"' in client.get("/nothing/").content.decode()
