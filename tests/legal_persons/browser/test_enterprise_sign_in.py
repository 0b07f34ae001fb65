"""An officer signs in for a unit on a phone, and makes a mistake at every step (A8)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.models import GuessCounter, Session
from shiming.accounts.types import CounterScope
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.legal_persons.models import AgencyRecognition
from shiming.legal_persons.types import RecognitionState
from shiming.vendors.registers.simulator.behaviours import Behaviour
from tests.accounts.browser.test_owner_walks import PHONE, judge
from tests.browsers import launch
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import last_code, make_agreement, other_than, person_of
from tests.legal_persons.entry_kit import (
    AGENCY_CODE,
    AGREEMENT,
    CODE,
    UNIT_PASSWORD,
    World,
)
from tests.legal_persons.entry_kit import world as made_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=str(live_server.url))
    yield context.new_page()
    context.close()


@pytest.fixture
def world() -> Iterator[World]:
    make_agreement()
    with made_world() as made:
        yield made


def enter(page: Page, password: str) -> None:
    page.get_by_label("统一社会信用代码或纳税人识别号").fill(CODE.lower())
    page.get_by_label("单位密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_the_ordinary_way_with_a_mistake_at_every_step(page: Page, world: World) -> None:
    world.levels.of[person_of(world.head)] = Level.REGISTERED
    page.goto("/sign-in/?kind=unit")
    page.get_by_role("link", name="企业和代理机构登录").click()
    judge(page, "/sign-in/enterprise/")

    # The unit: a wrong password first.
    enter(page, "Falsch-7-Falsch")
    expect(page.get_by_text("账户名或密码不正确").first).to_be_visible()
    enter(page, UNIT_PASSWORD)

    # The list: empty, and the core is down for a while.
    expect(page.get_by_text("还没有办税人员")).to_be_visible()
    judge(page, r"/sign-in/enterprise/[0-9a-f-]+/")
    at_list = page.url
    page.goto(f"{at_list}proof/")
    expect(page).to_have_url(at_list)
    world.core.expect(Behaviour.TIMEOUT, times=1)
    page.get_by_role("button", name="同步办税人员").click()
    expect(page.get_by_text("税务核心系统暂时没有回应")).to_be_visible()
    page.goto(at_list)
    _let_ten_seconds_pass()
    page.get_by_role("button", name="同步办税人员").click()
    expect(page.get_by_text("已同步办税人员")).to_be_visible()

    # The person: one who is not captured yet, the wrong one, and back.
    expect(page.get_by_text("尚未实名采集")).to_be_visible()
    expect(page.get_by_role("button", name="选择 何")).to_have_count(0)
    judge(page, r"/sign-in/enterprise/[0-9a-f-]+/")
    world.levels.of.clear()
    _let_ten_seconds_pass()
    page.get_by_role("button", name="同步办税人员").click()
    page.get_by_role("button", name="选择 何").click()
    expect(page.get_by_role("heading", name="验证本人")).to_be_visible()
    page.get_by_role("button", name="返回人员列表").click()
    page.get_by_role("button", name="选择 陈").click()

    # Their own secret: a wrong code first.
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("已发送到")).to_be_visible()
    judge(page, "/proof/")
    code = last_code(PROOFED_CITIZEN.mobile)
    for typed in (other_than(code), code):
        page.get_by_label("短信验证码").fill(typed)
        page.get_by_role("button", name="用短信验证码登录").click()
        if typed != code:
            expect(page.get_by_text("短信验证码不正确").first).to_be_visible()

    expect(page).to_have_url(re.compile("/me/"))
    session = Session.objects.get()
    assert session.account_id == world.finance.pk
    assert session.acting["legal_person_id"] == str(world.unit_id)
    # Whoever goes back finds the door closed, and where to begin anew.
    page.goto(at_list)
    expect(page.get_by_text("本次企业登录已失效")).to_be_visible()


def test_a_units_head_reads_the_core_and_manages_an_agency(
    page: Page, live_server: LiveServer, world: World
) -> None:
    world.levels.of[person_of(world.finance)] = Level.REGISTERED
    world.synchronise(now=clock.now())
    started = world.sign_in(now=clock.now())
    page.context.add_cookies(
        [{"name": "shiming_session", "value": started.cookie_value, "url": str(live_server.url)}]
    )
    page.goto("/enterprises/people/")
    page.get_by_role("link", name="税务登记中的办税人员").click()
    expect(page.get_by_text("尚未实名采集")).to_be_visible()
    judge(page, "/unit/core/")
    page.get_by_role("button", name="同步办税人员").click()
    expect(page.get_by_text("已同步办税人员")).to_be_visible()

    page.goto("/enterprises/people/")
    page.get_by_role("link", name="代理机构认定管理").click()
    expect(page.get_by_text("还没有代理机构")).to_be_visible()
    for code in (CODE, AGENCY_CODE):
        _let_ten_seconds_pass()
        page.get_by_label("代理机构的统一社会信用代码").fill(code)
        page.get_by_role("button", name="添加", exact=True).click()
        if code == CODE:
            expect(page.get_by_text("不能把本单位添加为代理机构").first).to_be_visible()
    judge(page, "/unit/agencies/")
    page.get_by_role("link", name="认定 样本市明算税务师事务所").click()
    for password in ("weak", AGREEMENT):
        page.get_by_label("协议密码", exact=False).first.fill(password)
        page.get_by_label("再次输入协议密码").fill(password)
        page.get_by_role("button", name="确认", exact=True).click()
        if password != AGREEMENT:
            expect(page.get_by_role("heading", name="认定代理机构")).to_be_visible()
            judge(page, "/recognise/")
    expect(page.get_by_text("已认定")).to_be_visible()

    page.get_by_role("link", name="取消认定 样本市明算税务师事务所").click()
    judge(page, "/revoke/")
    page.get_by_role("button", name="取消认定").click()

    expect(page.get_by_text("已取消")).to_be_visible()
    assert AgencyRecognition.objects.get().state == RecognitionState.REVOKED


def _let_ten_seconds_pass() -> None:
    """Have the limit on asking the core forget when it was asked last."""
    GuessCounter.objects.filter(scope=CounterScope.SYNCHRONISE_UNIT).update(last_at=None)
