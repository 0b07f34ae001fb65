"""Codes, keys and bindings in a real browser: a PC and a phone, each with cookies of its own."""

import base64
import dataclasses
import json
import re
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    WebSocketRoute,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from shiming.accounts import ports
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.models import Account, CertificateBinding, QrSignIn, Session
from shiming.accounts.types import CertificateHolder
from shiming.kernel import clock
from shiming.vendors.social.simulator import SocialSimulator, running
from shiming.vendors.social.wechat import WeChat
from tests.accounts.certificate_kit import FakeVerifier, Key, make_key
from tests.accounts.face_fakes import FakeFaceCheck
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of, make_visit, start_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
AGENT = "ws://127.0.0.1:47011/"
# Not the page that only leads there.
SESSIONS = re.compile(r"^[^?]*/me/sessions/$")


@dataclasses.dataclass(kw_only=True)
class Desk:
    """Opens browsers whose cookies are their own, and remembers what they complained of."""

    browser: Browser
    base_url: str
    faults: list[str] = dataclasses.field(default_factory=list)

    def open(self, *, size: ViewportSize = DESK, account: Account | None = None) -> Page:
        context = self.browser.new_context(viewport=size, locale="zh-CN", base_url=self.base_url)
        if account is not None:
            started = start_session(account, visit=make_visit(), now=clock.now())
            context.add_cookies(
                [{"name": "shiming_session", "value": started.cookie_value, "url": self.base_url}]
            )
        page = context.new_page()
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", self._note)
        return page

    def _note(self, line: ConsoleMessage) -> None:
        is_refusal = "the server responded with a status of 4" in line.text
        if line.type == "error" and not is_refusal:
            self.faults.append(line.text)


@pytest.fixture
def desk(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # Playwright's event loop runs in this thread, and the test reads the database between clicks.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        desk = Desk(browser=chromium, base_url=str(live_server.url))
        yield desk
        chromium.close()
    # A script that fails, or that the content security policy stops, says so here.
    assert desk.faults == []


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True, now=clock.now())


def read_code(page: Page) -> str:
    """Photograph the code on a screen, and return the address in it."""
    shown = page.get_by_alt_text("登录二维码")
    expect(shown).to_be_visible()
    # The picture loads after the page; half of it is no code.
    expect(shown).to_have_js_property("complete", value=True)
    picture = np.frombuffer(shown.screenshot(), np.uint8)
    image = cv2.imdecode(picture, cv2.IMREAD_GRAYSCALE)
    assert image is not None
    framed = cv2.copyMakeBorder(image, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255)
    for scale in (3, 2, 4, 1.5, 5):
        larger = cv2.resize(framed, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        found, *_ = cv2.QRCodeDetector().detectAndDecode(larger)
        if found:
            return str(found)
    raise AssertionError("nobody could read this code")


def assert_fit(page: Page) -> None:
    """Hold a page against what keeps people out, at the width that it has."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


class TestQrCode:
    def test_signs_a_pc_in_that_a_phone_has_photographed(
        self, desk: Desk, account: Account
    ) -> None:
        pc, phone = desk.open(), desk.open(size=PHONE, account=account)

        pc.goto("/sign-in/qr/?next=/me/sessions/")
        address = read_code(pc)
        assert len(address) <= 100
        assert_fit(pc)
        phone.goto(address)
        assert_fit(phone)
        expect(phone.get_by_text("127.0.0.1").first).to_be_visible()
        phone.get_by_role("button", name="是我本人在登录，继续").click()
        number = pc.locator(".acc-qr__number")
        expect(number).to_be_visible(timeout=10_000)
        assert_fit(phone)
        phone.get_by_role("button", name=number.inner_text(), exact=True).click()
        expect(phone.get_by_text("已确认，电脑正在登录")).to_be_visible()

        pc.wait_for_url(SESSIONS, timeout=10_000)
        assert set(Session.objects.values_list("account_id", flat=True)) == {account.pk}
        assert Session.objects.count() == 2

    def test_tells_the_pc_that_the_phone_said_no(self, desk: Desk, account: Account) -> None:
        pc, phone = desk.open(size=PHONE), desk.open(size=PHONE, account=account)

        pc.goto("/sign-in/qr/")
        phone.goto(read_code(pc))
        phone.get_by_role("button", name="不是我，拒绝").click()
        expect(phone.get_by_text("这次登录已取消")).to_be_visible()

        expect(pc.get_by_text("手机上拒绝了这次登录")).to_be_visible(timeout=10_000)
        assert_fit(pc)
        pc.get_by_role("button", name="显示登录二维码").click()
        expect(pc.get_by_alt_text("登录二维码")).to_be_visible()
        assert QrSignIn.objects.count() == 2


def play_agent(socket: WebSocketRoute, keys: list[Key], *, fails_with: str = "") -> None:
    """Play the card agent: one dialogue as docs/reference/card-agent.md has it."""
    shown = [
        {
            "handle": str(place),
            "label": f"证书 {place}",
            "brand": "blue",
            "certificate": key.certificate_text,
            "chain": [],
        }
        for place, key in enumerate(keys)
    ]

    def answer(text: str | bytes) -> None:
        request = json.loads(text)
        reply: dict[str, object] = {"id": request["id"]}
        if request["type"] == "open":
            assert request["ticket"].count(".") == 2
            reply |= {"type": "opened", "actions": ["certificates.list", "statement.sign"]}
        elif request["type"] == "certificates.list":
            reply |= {"type": "certificates", "certificates": shown}
        elif fails_with:
            reply |= {"type": "error", "code": fails_with, "tries_left": 4}
        else:
            key = keys[int(request["handle"])]
            signature = base64.b64encode(key.sign(request["statement"])).decode()
            reply |= {"type": "signed", "algorithm": key.algorithm, "signature": signature}
        socket.send(json.dumps(reply))

    socket.on_message(answer)
    socket.send(json.dumps({"type": "hello", "version": 1, "nonce": "n" * 43}))


@pytest.fixture
def verifier() -> Iterator[FakeVerifier]:
    with (
        ports.agent_signer.replaced(Es256AgentSigner(b"a secret of the tests")),
        ports.certificate_verifier.replaced(verifier := FakeVerifier()),
    ):
        yield verifier


class TestCertificate:
    def test_is_bound_and_signs_in_through_the_agent(
        self, desk: Desk, account: Account, verifier: FakeVerifier
    ) -> None:
        keys = [make_key(name="甲"), make_key(name="乙")]
        page, stranger = desk.open(size=PHONE, account=account), desk.open()
        for one in (page, stranger):
            one.route_web_socket(AGENT, lambda socket: play_agent(socket, keys))

        page.goto("/me/bindings/certificate/")
        assert_fit(page)
        page.get_by_role("button", name="读取并绑定证书").click()
        page.get_by_role("button", name="证书 1 blue").click()
        page.wait_for_url(re.compile("/me/bindings/$"))
        expect(page.get_by_text("数字证书（尾号").first).to_be_visible()
        assert_fit(page)
        stranger.goto("/sign-in/certificate/?next=/me/sessions/")
        stranger.get_by_role("button", name="用证书登录").click()
        stranger.get_by_role("button", name="证书 1 blue").click()
        stranger.wait_for_url(SESSIONS)

        assert CertificateBinding.objects.get().holder == CertificateHolder.PERSON

    def test_says_what_the_agent_complains_of(self, desk: Desk, verifier: FakeVerifier) -> None:
        page = desk.open(size=PHONE)
        page.route_web_socket(
            AGENT, lambda socket: play_agent(socket, [make_key()], fails_with="agent.pin.wrong")
        )

        page.goto("/sign-in/certificate/")
        page.get_by_role("button", name="用证书登录").click()

        expect(page.get_by_text("密码（PIN）不正确")).to_be_visible()
        expect(page.get_by_text("剩余次数：4")).to_be_visible()
        assert_fit(page)

    def test_says_that_there_is_no_agent(self, desk: Desk, verifier: FakeVerifier) -> None:
        page = desk.open()
        page.route_web_socket(AGENT, lambda socket: socket.close())

        page.goto("/sign-in/certificate/")
        page.get_by_role("button", name="用证书登录").click()

        expect(page.get_by_text("没有找到证书助手")).to_be_visible()


class TestSocial:
    def test_is_bound_with_a_click_on_a_picture_and_signs_in(
        self, desk: Desk, account: Account
    ) -> None:
        page, stranger = desk.open(size=PHONE, account=account), desk.open()
        with running(SocialSimulator()) as url:
            wechat = WeChat(app_id="demo", app_secret="demo", simulator_url=url)
            with ports.social_providers.replaced(ports.SocialProviders(providers=(wechat,))):
                page.goto("/me/bindings/")
                assert_fit(page)
                page.get_by_role("button", name="绑定账号 微信").click()
                page.get_by_role("link", name="熊猫（模拟用户）").click()
                assert_fit(page)
                page.get_by_role("button", name="绑定", exact=True).click()
                expect(page.get_by_role("link", name="解除绑定 微信")).to_be_visible()
                stranger.goto("/sign-in/social/wechat/?next=/me/sessions/")
                assert_fit(stranger)
                stranger.get_by_role("button", name="前往微信").click()
                stranger.get_by_role("link", name="熊猫（模拟用户）").click()

                stranger.wait_for_url(SESSIONS)


class TestPages:
    def test_keep_nobody_out(self, desk: Desk, account: Account, verifier: FakeVerifier) -> None:
        visitor, owner = desk.open(size=PHONE), desk.open(size=PHONE, account=account)
        paths = ("/sign-in/face/", "/recover/", "/recover/face/", "/sign-in/certificate/drivers/")
        with ports.face_check.replaced(FakeFaceCheck()):
            for path in paths:
                visitor.goto(path)
                assert visitor.url.endswith(path)
                assert_fit(visitor)
        owner.goto("/me/confirm/face/")
        assert_fit(owner)
