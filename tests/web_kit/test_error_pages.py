"""What people see when something outside a use case went wrong."""

import logging
import re

import pytest
from django.http import HttpRequest
from django.test import Client

from shiming.web_kit import frame
from shiming.web_kit.frame import Frame


@pytest.fixture
def calm_client() -> Client:
    return Client(raise_request_exception=False)


class TestOnlySentTo:
    def test_is_a_page_with_a_way_on_for_browsers_alone(self, client: Client) -> None:
        answer = client.get("/preferences/language/", headers={"Accept": "text/html"})

        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "这个网址不能直接打开" in answer.content.decode()
        assert client.get("/preferences/language/", headers={"Accept": "*/*"}).content == b""


class TestPageNotFound:
    def test_is_a_page_with_a_way_on(self, client: Client) -> None:
        answer = client.get("/nothing/")

        html = answer.content.decode()
        assert answer.status_code == 404
        assert "没有找到这个页面" in html
        assert 'href="/"' in html

    def test_is_a_problem_for_programs(self, client: Client) -> None:
        answer = client.get("/nothing/", headers={"Accept": "application/json"})

        assert answer.json()["status"] == 404


class TestServerError:
    def test_tells_a_reference_number_that_is_in_the_log(
        self, calm_client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.ERROR):
            answer = calm_client.get("/break/")

        html = answer.content.decode()
        found = re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", html)
        assert answer.status_code == 500
        assert found
        assert found.group() in caplog.text

    def test_tells_nothing_of_what_broke(self, calm_client: Client) -> None:
        assert b"secret of the house" not in calm_client.get("/break/").content

    def test_does_not_need_the_frame_that_may_be_broken(self, calm_client: Client) -> None:
        class BrokenFrame:
            def frame_of(self, request: HttpRequest) -> Frame:
                raise RuntimeError

        with frame.frame_source.replaced(BrokenFrame()):
            answer = calm_client.get("/break/")

        assert answer.status_code == 500
        assert "系统出了点问题" in answer.content.decode()

    def test_is_a_problem_with_a_reference_for_programs(self, calm_client: Client) -> None:
        answer = calm_client.get("/break/", headers={"Accept": "application/json"})

        assert answer.json()["reference"]


class TestCsrfFailure:
    def test_asks_to_reload_in_place_of_blaming(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/send/", {"next": "/me/"})

        assert answer.status_code == 403
        assert "页面已过期" in answer.content.decode()
