"""Walk 4 of DESIGN.md, the integrator's, in browsers; and every page of the area on a phone."""

import dataclasses
import re
import socketserver
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref import simple_server

import pytest
import requests
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from typing_extensions import override

from config.env import ROOT
from shiming.accounts.models import Account, Session
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.engine import engine as engine_slot
from shiming.identity_provider.models import (
    Client,
    Consent,
    LocalUser,
    Provisioning,
    RegisteredSystem,
    Release,
    ScopeLevel,
    SignOut,
    SignOutNotice,
)
from shiming.identity_provider.types import (
    ClientKind,
    ProvisioningPermission,
    RegistryPermission,
    SignOutChannel,
    SignOutState,
)
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.factories.accounts import make_account
from tests.factories.identity_provider import (
    CHALLENGE,
    VERIFIER,
    authorization_parameters,
    basic,
    make_client,
)
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    # Playwright's event loop runs in this thread, and the tests read the database between clicks.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launch(playwright)
        yield browser
        browser.close()


class _Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class _Quiet(simple_server.WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:  # the name in the standard library
        pass


@pytest.fixture
def live(engine: Engine, provider_settings: ports.ProviderSettings) -> Iterator[str]:
    """Serve the provider with its styles, and return its address, which is its issuer."""
    del engine
    server = simple_server.make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet)
    issuer = f"http://127.0.0.1:{server.server_port}"
    settings = dataclasses.replace(provider_settings, issuer=issuer)
    live_engine = Engine(settings=settings, driver=DjangoDriver())
    dispatcher = Dispatcher(engine=live_engine, django=StaticFilesHandler(WSGIHandler()))

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        # Each request has a thread of its own here, whose connection nobody else would close.
        chunks = dispatcher(environ, start_response)
        try:
            return list(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
            connections.close_all()

    server.set_app(answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with engine_slot.replaced(live_engine):
        yield issuer
    server.shutdown()
    server.server_close()
    thread.join()


Arrive = Callable[..., Page]


@pytest.fixture
def arrive(chromium: Browser, live: str, sign_in: SignIn) -> Iterator[Arrive]:
    """Return a function that gives somebody a phone, signed in or not."""
    contexts: list[BrowserContext] = []

    def arrive(who: Account | None = None, *, permissions: tuple[str, ...] = ()) -> Page:
        context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=live)  # type: ignore[arg-type]  # a plain dict does
        contexts.append(context)
        if who is not None:
            wire = Wire(WSGIHandler())
            session = sign_in(who=who, level=Level.PRIMARY, browser=wire, now=clock.now())
            Session.objects.filter(pk=session.pk).update(
                acting={**session.acting, "permissions": list(permissions)}
            )
            value = wire.cookies[SESSION_COOKIE]
            context.add_cookies([{"name": SESSION_COOKIE, "value": value, "url": live}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield arrive
    for context in contexts:
        context.close()


def look(page: Page) -> None:
    """Hold a page against axe, and see that nobody has to scroll sideways."""
    assert_accessible(page)
    width = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(width) <= 0, page.url


def send(address: str, form: dict[str, str] | None = None, *, authorization: str) -> dict[str, Any]:
    method = "POST" if form else "GET"
    headers = {"Authorization": authorization}
    answer = requests.request(method, address, data=form, headers=headers, timeout=10)
    content: dict[str, Any] = answer.json()
    return content


class System:
    """An integrator's system: what it does at the endpoints, by the book."""

    def __init__(self, issuer: str, client: Client, secret: str) -> None:
        self.issuer, self.client = issuer, client
        self.callback = f"{issuer}/healthz"
        self.authorization = basic(client, secret)

    def ask(self, page: Page, **more: str) -> dict[str, str]:
        """Send a browser over, and return what it brings back."""
        asked = {
            "client_id": self.client.client_id,
            "redirect_uri": self.callback,
            "response_type": "code",
            "scope": "openid profile",
            "state": "s",
            "nonce": "n",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        page.goto(f"{self.issuer}/oauth2/authorize?{urllib.parse.urlencode(asked)}")
        if page.url.startswith(f"{self.issuer}/oauth2/continue/"):
            page.get_by_role("button", name="同意").first.click()
            page.wait_for_url(re.compile("/healthz"))
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))

    def redeem(self, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": VERIFIER,
        }
        return send(f"{self.issuer}/oauth2/token", form, authorization=self.authorization)


class TestIntegrator:
    """Documents and samples in several languages, test clients, and the joint test (S16-10)."""

    @pytest.mark.requirement("S16-10")
    def test_finds_documents_and_samples_in_several_languages(self) -> None:
        assert (ROOT / "docs/how-to/connect-a-client.md").is_file()
        assert {"java", "node", "python"} <= {
            folder.name for folder in (ROOT / "examples/integrate").iterdir()
        }

    @pytest.mark.requirement("S16-10")
    def test_applies_tests_and_goes_live(self, live: str, arrive: Arrive, account: Account) -> None:
        integrator = arrive(account)
        officer = arrive(make_account(), permissions=tuple(RegistryPermission))

        integrator.goto("/onboarding/")
        expect(integrator.get_by_text("平台提供接口、文档、示例代码和测试环境")).to_be_visible()
        look(integrator)
        integrator.get_by_role("link", name="申请接入").click()
        for label, text in {
            "申请单位": "某市人力资源和社会保障局",
            "责任人姓名": "李示例",
            "责任人联系方式": "office@unit.example",
            "系统名称": "就业登记系统",
            "用途": "办理就业登记时确认办事人身份",
            "测试环境回调地址": f"{live}/healthz",
            "生产环境回调地址": "https://jobs.example/callback",
            "计划上线日期": "2027-01-15",
        }.items():
            integrator.get_by_label(label, exact=False).first.fill(text)
        integrator.get_by_label("测试环境", exact=True).check()
        integrator.get_by_label("生产环境", exact=True).check()
        integrator.get_by_label("我代表申请单位接受以上责任").check()
        look(integrator)
        integrator.get_by_role("button", name="提交申请").click()
        expect(integrator.get_by_text("待审核").first).to_be_visible()
        page_of_application = integrator.url

        officer.goto("/registry/applications/")
        look(officer)
        officer.get_by_role("link", name="就业登记系统").click()
        officer.get_by_label("同意，开通测试环境").check()
        look(officer)
        officer.get_by_role("button", name="提交决定").click()
        expect(officer.get_by_text("已通过").first).to_be_visible()

        integrator.reload()
        look(integrator)
        integrator.get_by_role("button", name="领取密钥").click()
        look(integrator)
        secret = integrator.locator("#client-secret").inner_text()
        system = System(live, Client.objects.get(), secret)
        self._test_jointly(system, arrive, account)
        integrator.goto(page_of_application)
        expect(integrator.get_by_text("通过", exact=True)).to_have_count(6)
        look(integrator)

        officer.reload()
        look(officer)
        officer.get_by_role("button", name="核发生产环境").click()
        expect(officer.get_by_text("已正式接入")).to_be_visible()
        integrator.reload()
        integrator.get_by_role("button", name="领取密钥").click()
        expect(integrator.locator("#client-id")).to_contain_text("app-")
        officer.goto("/registry/systems/")
        expect(officer.get_by_role("table").get_by_text("已接入")).to_be_visible()
        look(officer)

    def _test_jointly(self, system: System, arrive: Arrive, account: Account) -> None:
        tester, stranger = arrive(account), arrive()

        code = system.ask(tester)["code"]
        tokens = system.redeem(code)
        bearer = f"Bearer {tokens['access_token']}"
        userinfo = send(f"{system.issuer}/oauth2/userinfo", authorization=bearer)
        replayed = system.redeem(code)
        refused = system.ask(stranger, prompt="none")
        stepped_up = system.ask(tester, acr_values="urn:shiming:loa:primary")
        hint = urllib.parse.urlencode({"id_token_hint": tokens["id_token"]})
        tester.goto(f"{system.issuer}/oauth2/end-session?{hint}")

        assert "sub" in userinfo
        assert replayed["error"] == "invalid_grant"
        assert refused["error"] == "login_required"
        assert "code" in stepped_up


class TestPages:
    def test_stand_on_a_phone_and_before_axe(
        self, live: str, arrive: Arrive, account: Account
    ) -> None:
        shop = make_client(
            kind=ClientKind.OTHER,
            name="某网上商店",
            home_uri="https://client.example/",
            grant_types=["authorization_code", DEVICE],
        )
        companies = make_client(
            name="企业申报", acting_kinds=["office"], home_uri="https://client.example/"
        )
        now = clock.now()
        Release.objects.create(account=account, client=shop, scopes=["profile"], last_at=now)
        Consent.objects.create(account=account, client=shop, scopes=["profile"], given_at=now)
        system = RegisteredSystem.objects.create(
            name=shop.name, owner="某公司", state="connected", client=shop, changed_at=now
        )
        asked_by_device = send(
            f"{live}/oauth2/device-authorization", {"scope": "openid"}, authorization=basic(shop)
        )
        mapping = LocalUser.objects.create(
            client=shop,
            account=account,
            local_user="old.user",
            local_user_index="0" * 64,
            match="binding",
            matched_at=now,
        )
        provisioning = Provisioning.objects.create(
            client=companies,
            address="https://client.example/scim",
            token="a token of the system",
            is_filling=True,
            filled=200,
            fill_total=4000,
            started_at=now,
        )
        level = ScopeLevel.objects.create(
            name="phone",
            min_level=Level.INTERMEDIATE,
            min_unit_level=Level.REGISTERED,
            reason="手机号码要本人",
            proposed_by=new_id(),
            proposed_at=now,
        )
        page = arrive(account, permissions=(*RegistryPermission, *ProvisioningPermission))
        session = Session.objects.latest("created_at")
        out = SignOut.objects.create(account=account, session_id=session.public_id, at=now)
        SignOutNotice.objects.create(
            sign_out=out,
            client=shop,
            channel=SignOutChannel.NONE,
            state=SignOutState.UNREACHABLE,
            address="",
        )

        def asked(client: Client, **more: str) -> str:
            parameters = authorization_parameters(client, **more)
            return f"/oauth2/authorize?{urllib.parse.urlencode(parameters)}"

        for address, words in {
            asked(shop, scope="openid phone"): "某网上商店",
            asked(shop, prompt="select_account"): "选择账户",
            asked(companies): "不接受您的当前身份",
            asked(shop, redirect_uri="https://evil.example/"): "无法继续登录业务系统",
            "/oauth2/device": "设备",
            "/me/authorizations/": "不支持统一退出",
            f"/oauth2/signed-out/{out.pk}": "某网上商店",
            "/oauth2/end-session": "退出",
            "/apps/": "某网上商店",
            "/onboarding/": "还没有接入申请",
            "/onboarding/kinds/": "分工：业务系统",
            "/onboarding/apply/": "接入责任",
            f"/me/authorizations/local-users/{mapping.pk}/end/": "old.user",
            "/provisioning/": "200 / 4000",
            f"/provisioning/{provisioning.pk}/": "200 / 4000",
            f"/provisioning/mappings/{shop.client_id}/": "查找",
            f"/provisioning/mappings/{shop.client_id}/{mapping.pk}/end/": "old.user",
            "/registry/applications/": "没有这种状态的申请",
            "/registry/systems/": "某公司",
            f"/registry/systems/{system.pk}/": "立即停用",
            f"/apps/{companies.client_id}/": "不接受您的当前身份",
            "/registry/systems/add/": "例外截止日期",
            "/registry/scopes/": "identity_number",
            "/registry/scopes/level/?name=email": "个人的最低等级",
            f"/registry/scopes/{level.pk}/decide/": "手机号码要本人",
        }.items():
            page.goto(address)
            expect(page.locator("main").get_by_text(words).first).to_be_visible()
            look(page)

        page.goto(f"/oauth2/device?user_code={asked_by_device['user_code']}")
        page.locator("main").get_by_role("button").first.click()
        expect(page.get_by_text("申请登录的系统")).to_be_visible()
        look(page)
        page.locator("main").get_by_role("button", name="是我的设备，允许登录").click()
        expect(page.locator("main").get_by_text("某网上商店").first).to_be_visible()
        look(page)
