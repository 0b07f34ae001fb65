"""Takes the pictures of the main pages for README and docs: `make screenshots`."""

import pathlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.camera import person_with_face
from tests.journeys.citizen import PASSWORD, Citizen
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.screenshots, pytest.mark.browser]

FOLDER = pathlib.Path("docs") / "pictures"
FACE = "astronaut"


def take(page: Page, name: str) -> None:
    """Take the page as it is, on a phone and on a desk, without reloading it."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.wait_for_timeout(200)
        page.screenshot(path=FOLDER / f"{name}-{size['width']}.png", animations="disabled")
    page.set_viewport_size(PHONE)


def test_takes_the_pictures(citizen: Citizen) -> None:
    page = citizen.page
    FOLDER.mkdir(exist_ok=True)

    for path, name in (("/", "home"), ("/sign-in/", "sign-in")):
        citizen.open(path)
        take(page, name)
    page.goto(citizen.demo.business_system)
    take(page, "business-system")
    citizen.press("登录")
    citizen.press("注册")
    take(page, "register")
    citizen.register()
    citizen.arrive(re.compile("/proofing/start/"))
    take(page, "proofing-start")
    citizen.press("开始实名认证")
    citizen.choose_identity_card()
    person = person_with_face(FACE)
    citizen.arrive(re.compile("/proofing/front/"))
    citizen.camera.show_card(person, "front")
    citizen.press("用摄像头拍摄")
    page.wait_for_timeout(1500)
    take(page, "photograph")
    citizen.press("拍照")
    citizen.press("使用这张照片")
    citizen.go_on_from_side()
    citizen.hand_in_side(person, "back")
    citizen.go_on_from_side()
    citizen.arrive(re.compile("/proofing/form/"))
    take(page, "form")
    citizen.press("信息无误，下一步")
    take(page, "consent")
    citizen.consent()
    citizen.arrive(re.compile("/proofing/live/"), timeout=60_000)
    plan = citizen.start_live_check()
    take(page, "live-plan")
    citizen.camera.show_face(FACE, plan)
    citizen.press("打开摄像头，开始拍摄")
    page.wait_for_timeout(4500)
    page.screenshot(path=FOLDER / "live-360.png", animations="disabled")
    citizen.arrive(re.compile("/proofing/result/"), timeout=60_000)
    citizen.expect_result("已通过")
    take(page, "result")
    citizen.press("返回继续办理")
    citizen.arrive(re.compile(re.escape(citizen.demo.business_system)))
    expect(page.get_by_text("urn:shiming:loa:intermediate")).to_be_visible()
    take(page, "business-system-signed-on")
    for path, name in (("/me/", "me"), ("/sms-box/", "sms-box")):
        citizen.open(path)
        take(page, name)
    assert PASSWORD not in page.content()
