"""A citizen with a phone: what they do on the pages, step by step, in a real browser."""

import itertools
import json
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from demo.cards.photographs import Distortion
from shiming.accounts import totp_kit
from shiming.kernel import clock
from shiming.vendors.registers.simulator.people import SyntheticPerson
from tests.journeys.camera import Asked, FakeCamera
from tests.journeys.demonstration import Demonstration

PASSWORD = "Walk-the-walk-7"
SMS_SECONDS = 20
ENGINE_MS = 45_000
ARRIVE_MS = 20_000
# The newest step of each app whose code was entered.
_steps: dict[str, int] = {}
_numbers = itertools.count(int(time.time()) % 8000 + 1000)


class Citizen:
    """Somebody with a browser, a camera and a mobile of their own."""

    def __init__(self, page: Page, demo: Demonstration, camera: FakeCamera) -> None:
        self.page = page
        self.demo = demo
        self.camera = camera
        # Numbers that end in 0000 or 9999 are magic for the SMS box.
        self.mobile = f"1990000{next(_numbers):04d}"

    def open(self, path: str) -> None:
        """Open a page of the product."""
        self.page.goto(f"{self.demo.product}{path}")

    def arrive(self, address: re.Pattern[str], *, timeout: float = ARRIVE_MS) -> None:
        """Wait until the page is one of `address`, and loaded, however often it moves before."""
        expect(self.page).to_have_url(address, timeout=timeout)
        self.page.wait_for_load_state("load")

    def press(self, label: str) -> None:
        """Press a button or follow a link by its words."""
        target = self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        )
        target.first.click()

    def register(self) -> None:
        """Register with the mobile, from the page that is open."""
        page = self.page
        page.get_by_label("手机号码").fill(self.mobile)
        page.get_by_label("我已阅读并同意").check()
        self.press("获取短信验证码")
        self.arrive(re.compile("/register/code/"))
        page.get_by_label("短信验证码").fill(self.read_code())
        page.get_by_label("设置密码").fill(PASSWORD)
        page.get_by_label("再次输入密码").fill(PASSWORD)
        self.press("完成注册")

    def sign_in_as(self, user_name: str) -> None:
        """Sign in as a member of staff of the demonstration, with both factors."""
        account = self.demo.facts["accounts"][user_name]
        self.give_password(account["user_name"], account["password"])
        self.page.get_by_label("身份验证器显示的 6 位数字").fill(
            self.read_app(account["totp_secret"])
        )
        self.press("完成登录")
        # Their desk opens, or the list of several (S15-7).
        self.arrive(re.compile("^(?!.*/sign-in/)"))
        if "/agreement/" in self.page.url:
            self.press("同意并继续")
            self.arrive(re.compile("^(?!.*/agreement/)"))

    def give_password(self, user_name: str, password: str) -> None:
        """Give user name and password at the entrance of staff."""
        self.open("/sign-in/staff/")
        self.page.get_by_label("用户名或手机号码").fill(user_name)
        self.page.get_by_label("密码", exact=False).first.fill(password)
        self.page.locator("main").get_by_role("button", name="登录", exact=True).click()
        self.arrive(re.compile("/sign-in/second-factor/"))

    def read_app(self, secret: str) -> str:
        """Return what the authenticator app shows; no code twice, as the platform takes none."""
        step = max(totp_kit.step_of(clock.now()), _steps.get(secret, 0) + 1)
        while step > totp_kit.step_of(clock.now()) + 1:
            self.page.wait_for_timeout(200)
        _steps[secret] = step
        return totp_kit.code_at(secret, step=step)

    def read_code(self) -> str:
        """Return the code of the newest text to this mobile, as its owner reads it."""
        tail = urlencode({"tail": self.mobile[-4:]})
        deadline = time.monotonic() + SMS_SECONDS
        while time.monotonic() < deadline:
            for text in self._texts(tail):
                if found := re.search(r"\b(\d{6})\b", json.dumps(text, ensure_ascii=False)):
                    return found[1]
            time.sleep(0.2)
        raise AssertionError("no code came")

    def _texts(self, tail: str) -> Iterator[object]:
        answer = self.demo.get_json(f"{self.demo.product}/sms-box/latest?{tail}")
        yield from answer if isinstance(answer, list) else [answer]

    def choose_identity_card(self) -> None:
        """Begin the journey with the identity card."""
        self.page.get_by_label("居民身份证", exact=True).check()
        self.press("下一步")

    def photograph_card(self) -> None:
        """Photograph the card that is held before the camera, and hand the picture in."""
        self.press("用摄像头拍摄")
        expect(self.page.locator("[data-shoot]")).to_be_visible()
        self.page.wait_for_timeout(500)
        self.press("拍照")
        self.press("使用这张照片")

    def start_live_check(self) -> list[Asked]:
        """Begin the live check and return what it asks for, as the page shows it."""
        with self.page.expect_response(re.compile("/proofing/live/start/")) as waiting:
            self.press("开始人脸核验")
        answer = waiting.value.json()
        shown = self.page.locator("[data-plan] li")
        expect(shown).to_have_count(len(answer["actions"]))
        return [
            Asked(action=one["action"], start_ms=one["start_ms"], end_ms=one["end_ms"])
            for one in answer["actions"]
        ]

    def look_into_camera(self, face: str) -> None:
        """Do what the live check asks for, with `face`."""
        plan = self.start_live_check()
        self.camera.show_face(face, plan)
        self.press("打开摄像头，开始拍摄")
        self.arrive(re.compile("/proofing/result/"), timeout=60_000)

    def arrive_at_proofing(self) -> None:
        """Register, and begin the proofing journey."""
        self.open("/register/?next=/proofing/start/")
        self.register()
        self.arrive(re.compile("/proofing/start/"))
        self.press("开始实名认证")

    def hand_in_card(self, person: SyntheticPerson, *, face: str = "") -> None:
        """Choose the identity card and photograph both of its sides."""
        self.choose_identity_card()
        for side in ("front", "back"):
            self.hand_in_side(person, side, face=face)
            self.go_on_from_side()

    def hand_in_side(
        self,
        person: SyntheticPerson,
        side: str,
        *,
        face: str = "",
        distortion: Distortion | None = None,
    ) -> None:
        """Photograph one side of a card, and hand it in."""
        self.arrive(re.compile(f"/proofing/{side}/"))
        self.camera.show_card(person, side, face=face, distortion=distortion)
        self.photograph_card()

    def go_on_from_side(self) -> None:
        """Wait until the machine has read the picture, and go on."""
        self.page.get_by_role("link", name="下一步", exact=True).click(timeout=ENGINE_MS)

    def confirm_what_was_read(self) -> None:
        """Agree with what the machine has read off the card."""
        self.arrive(re.compile("/proofing/form/"))
        self.press("信息无误，下一步")

    def consent(self, *, to_face: bool = True) -> None:
        """Consent to the processing of data, and of the face."""
        self.arrive(re.compile("/proofing/consent/"))
        boxes = self.page.get_by_role("checkbox")
        boxes.nth(0).check()
        if to_face:
            boxes.nth(1).check()
        self.press("同意并提交核对")

    def expect_result(self, words: str) -> None:
        """Wait until the page of the result says `words`."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=ENGINE_MS)
