"""The scripts of the cameras in a real browser; what they send is judged by fake engines."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.proofing import ports
from shiming.proofing.models import CasePicture, LiveSession
from shiming.proofing.policies import clips, liveness
from shiming.proofing.types import CaseState, LiveAction, PictureState, PlannedAction
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import CAMERA, launch
from tests.factories.accounts import make_visit, start_session
from tests.proofing.fakes import ACTING, CALM
from tests.proofing.walk import Walk, run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def page(walk: Walk, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Return a phone whose owner is signed in; its camera shows Chromium's test picture."""
    # Playwright's event loop runs in this thread, and the test reads the database between clicks.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    walk.now = clock.now()
    account = Account.objects.get(pk=walk.account_id)
    cookie = start_session(account, visit=make_visit(), now=walk.now).cookie_value
    with sync_playwright() as playwright:
        chromium = launch(playwright, *CAMERA)
        context = chromium.new_context(
            viewport=PHONE, locale="zh-CN", base_url=str(live_server.url)
        )
        context.add_cookies(
            [{"name": "shiming_session", "value": cookie, "url": str(live_server.url)}]
        )
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda fault: faults.append(str(fault)))
        opened.on("console", lambda line: faults.extend(_faults_in(line)))
        yield opened
        chromium.close()
    # A script that fails, or that the content security policy stops, says so here.
    assert faults == []


def _faults_in(line: ConsoleMessage) -> list[str]:
    """Return what a line of the console complains of; a refusal by the server is no fault."""
    is_refusal = "the server responded with a status of 4" in line.text
    return [line.text] if line.type == "error" and not is_refusal else []


def is_narrow(page: Page) -> bool:
    """Tell whether nothing stands out of a phone's screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_card_camera_takes_a_picture_into_the_form(page: Page, walk: Walk) -> None:
    walk.start()
    page.goto("/proofing/front/")

    page.get_by_role("button", name="用摄像头拍摄").click()
    expect(page.locator("[data-hint]")).not_to_be_empty()
    assert is_narrow(page)
    page.get_by_role("button", name="拍照").click()
    expect(page.get_by_role("img", name="已选照片预览")).to_be_visible()
    page.get_by_role("button", name="使用这张照片").click()
    expect(page.get_by_text("正在识别照片")).to_be_visible()
    run_jobs(now=clock.now())
    # The page asks by itself and moves on.
    expect(page.get_by_role("link", name="下一步", exact=True)).to_be_visible(timeout=10_000)

    picture = CasePicture.objects.get()
    assert (picture.way, picture.state) == ("camera", PictureState.READ)


def test_the_live_check_sends_frames_that_the_server_can_judge(page: Page, walk: Walk) -> None:
    walk.to_live()
    page.goto("/proofing/live/")

    page.get_by_role("button", name="开始人脸核验").click()
    expect(page.locator("[data-plan] li")).to_have_count(3)
    assert is_narrow(page)
    page.get_by_role("button", name="打开摄像头，开始拍摄").click()
    expect(page.locator("[data-instruction]")).not_to_be_empty()
    assert is_narrow(page)
    page.wait_for_url(re.compile("/proofing/result/"), timeout=40_000)
    _see_everything_done(walk)
    run_jobs(now=clock.now())
    expect(page.get_by_text("实名认证已通过")).to_be_visible(timeout=10_000)

    assert walk.case.state == CaseState.PASSED
    # Whoever is known so well may be asked for their face once more, for one transaction.
    page.goto(f"/proofing/transaction/{new_id()}/?next=/me/")
    expect(page.get_by_role("heading", name="请核验人脸")).to_be_visible()
    assert_accessible(page)
    assert is_narrow(page)


def test_the_live_check_says_why_it_cannot_begin(page: Page, walk: Walk) -> None:
    walk.to_live()
    page.goto("/proofing/live/")
    # Meanwhile, in another tab, the case came to its end.
    walk.show_face()

    page.get_by_role("button", name="开始人脸核验").click()

    expect(page.get_by_role("alert")).to_contain_text("这一步已经办完")
    page.get_by_role("button", name="重新开始").click()
    page.wait_for_url(re.compile("/proofing/result/"))


def test_the_pages_keep_nobody_out(page: Page, walk: Walk) -> None:
    def check(*paths: str) -> None:
        for path in paths:
            page.goto(f"/proofing/{path}")
            assert_accessible(page)
            assert is_narrow(page), path

    check("", "start/")
    walk.start()
    check("document/", "front/", "withdraw/")
    walk.to_form()
    check("back/", "form/")
    walk.confirm()
    check("consent/")
    walk.submit()
    check("live/")
    walk.face.scores = [0.1]
    walk.show_face()
    check("result/", "")


def _see_everything_done(walk: Walk) -> None:
    """Have the engine see in each frame what was asked for at that moment."""
    session = LiveSession.objects.get(used_at__isnull=False)
    plan = [
        PlannedAction(
            action=LiveAction(one["action"]), start_ms=one["start_ms"], end_ms=one["end_ms"]
        )
        for one in session.plan
    ]
    assert session.clip is not None
    policy = ports.policy().liveness
    frames = clips.unpack(
        clip=vault.read_file(VaultFileId(session.clip.file_id)), max_frames=policy.max_frames
    )
    assert len(frames) >= policy.min_frames
    walk.face.readings = [
        next(
            (
                ACTING[one.action]
                for one in plan
                if one.start_ms + 800 <= frames[place].at_ms < one.start_ms + 2200
            ),
            CALM,
        )
        for place in liveness.thin_out(count=len(frames), most=policy.judged_frames)
    ]
