"""The walk over HTTP: forwards, backwards, repeated, and skipping ahead."""

import json

import pytest

from shiming.proofing import queries
from shiming.proofing.models import CasePicture
from shiming.proofing.types import CaseState
from tests.proofing.fakes import jpeg
from tests.proofing.walk import Walk, run_jobs
from tests.proofing.web.conftest import Browser, address, file_of, text
from tests.proofing.web.journey_kit import (
    FORM,
    STEP_PAGES,
    begin_live_check,
    consents,
    photograph,
)

pytestmark = pytest.mark.django_db


class TestForwards:
    @pytest.mark.requirement("S18-9")
    def test_leads_from_the_card_to_level_intermediate_and_back(
        self, browser: Browser, walk: Walk
    ) -> None:
        begun = browser.post("/proofing/start/", level="intermediate", next="/me/")
        assert address(begun) == "/proofing/document/"
        chosen = browser.post("/proofing/document/", document_type="resident_id_card")
        assert address(chosen) == "/proofing/front/"
        photograph(browser, "front", shade=1)
        photograph(browser, "back", shade=2)
        assert walk.member.number in browser.get("/proofing/form/").content.decode()
        assert address(browser.post("/proofing/form/", **FORM)) == "/proofing/consent/"
        submitted = browser.post("/proofing/consent/", **consents())
        assert address(submitted) == "/proofing/register/"
        run_jobs()
        assert address(browser.get("/proofing/register/")) == "/proofing/live/"
        answer = browser.post(
            "/proofing/live/frames/", "/proofing/live/", **begin_live_check(browser, walk)
        )
        waiting = browser.get(json.loads(answer.content)["url"])
        assert "正在比对" in text(waiting)
        run_jobs()

        result = browser.get("/proofing/result/")

        assert walk.case.state == CaseState.PASSED
        for expected in ("实名认证已通过", "中级实名", "2026-03-02", "2027-03-02"):
            assert expected in text(result)
        assert 'href="/me/"' in result.content.decode()
        overview = text(browser.get("/proofing/"))
        assert "中级实名" in overview
        assert "网上人脸核验" in overview

    def test_reads_pages_without_queries_in_templates(self, browser: Browser, walk: Walk) -> None:
        walk.to_form().confirm()

        for page in ("document", "front", "back", "form", "consent"):
            response = browser.get(f"/proofing/{page}/")
            assert (response.status_code, address(response)) == (200, f"/proofing/{page}/")

    def test_shows_a_card_that_is_being_read_and_goes_on_by_itself(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.start()
        sent = browser.post("/proofing/front/", picture=file_of(jpeg()), way="upload")
        assert 'hx-get="/proofing/front/"' in sent.content.decode()

        run_jobs()
        polled = browser.client.get("/proofing/front/", headers={"HX-Request": "true"})

        assert polled.headers["HX-Redirect"] == "/proofing/front/"
        assert CasePicture.objects.get().way == "upload"

    def test_does_not_ask_again_where_the_level_is_reached(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.to_live().show_face()

        page = browser.get("/proofing/start/?level=intermediate&next=/me/sessions/")

        assert "已达到需要的等级" in text(page)
        assert 'href="/me/sessions/"' in page.content.decode()

    @pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "/\\evil"])
    def test_leads_nobody_off_the_platform(self, browser: Browser, walk: Walk, asked: str) -> None:
        browser.post("/proofing/start/", level="intermediate", next=asked)

        assert walk.case.return_to == ""

    def test_needs_a_session(self, db: None) -> None:
        visitor = Browser()

        for page in ("", "start/", *(f"{page}/" for page in STEP_PAGES), "withdraw/"):
            response = visitor.client.get(f"/proofing/{page}")
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/sign-in/")


class TestSkippingAhead:
    @pytest.mark.parametrize("page", STEP_PAGES)
    def test_leads_to_the_beginning_without_a_case(self, browser: Browser, page: str) -> None:
        assert address(browser.get(f"/proofing/{page}/")) == "/proofing/start/"

    @pytest.mark.parametrize("page", ["back", "form", "consent", "register", "live", "result"])
    def test_leads_to_the_furthest_step(self, browser: Browser, walk: Walk, page: str) -> None:
        walk.start()

        assert address(browser.get(f"/proofing/{page}/")) == "/proofing/front/"

    def test_leads_on_where_a_form_comes_too_early(self, browser: Browser, walk: Walk) -> None:
        walk.start()

        sent = browser.post("/proofing/consent/", "/proofing/front/", **consents())

        assert address(sent) == "/proofing/front/"
        assert walk.case.state == CaseState.DRAFT

    def test_does_not_open_the_live_check_early(self, browser: Browser, walk: Walk) -> None:
        walk.start()

        answer = browser.post("/proofing/live/start/", "/proofing/front/")

        assert answer.status_code == 409
        assert json.loads(answer.content)["code"] == "proofing.case.moved_on"


class TestBackwards:
    def test_goes_back_and_takes_a_side_anew(self, browser: Browser, walk: Walk) -> None:
        walk.to_form().confirm()

        undone = browser.post("/proofing/undo/front/", "/proofing/form/")
        assert address(undone) == "/proofing/front/"
        photograph(browser, "front", shade=9)
        assert address(browser.post("/proofing/form/", **FORM)) == "/proofing/consent/"

    def test_leads_on_where_nothing_can_be_undone(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()

        assert address(browser.post("/proofing/undo/form/", "/proofing/live/")) == (
            "/proofing/live/"
        )

    def test_gives_up_and_begins_anew(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()
        assert "放弃本次实名认证" in text(browser.get("/proofing/withdraw/"))

        anew = browser.post("/proofing/withdraw/", again="yes")
        assert address(anew) == "/proofing/start/"
        assert queries.find_current_case(viewer=walk.actor) is None

        walk.start()
        assert address(browser.post("/proofing/withdraw/")) == "/proofing/"

    def test_has_nothing_to_give_up_without_a_case(self, browser: Browser) -> None:
        assert address(browser.get("/proofing/withdraw/")) == "/proofing/start/"


class TestRepeated:
    def test_a_second_click_leads_on_and_does_nothing_twice(
        self, browser: Browser, walk: Walk
    ) -> None:
        walk.to_form().confirm()
        filled = consents()

        browser.post("/proofing/consent/", **filled)
        again = browser.post("/proofing/consent/", "/proofing/register/", **filled)

        assert address(again) == "/proofing/register/"
        run_jobs()
        assert len(walk.register.requests) == 1

    def test_frames_sent_twice_are_judged_once(self, browser: Browser, walk: Walk) -> None:
        walk.to_live()
        sent = begin_live_check(browser, walk)
        content = sent["clip"].getvalue()  # type: ignore[attr-defined]  # a file in memory

        for _ in range(2):
            sent["clip"] = file_of(content, "clip.smc")
            answer = browser.post("/proofing/live/frames/", "/proofing/live/", **sent)
            assert answer.status_code == 200
        run_jobs()

        assert walk.face.calls == 1
