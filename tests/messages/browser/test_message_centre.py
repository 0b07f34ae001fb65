"""Message centre, to-dos and the bottom bar on a phone, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.messages import operations, ports
from shiming.messages.types import Contacts
from shiming.messages.web.frame import MessageCounts
from shiming.web_kit import frame
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.factories.accounts import make_account, make_visit, start_session
from tests.factories.messages import make_message
from tests.messages.conftest import KnownContacts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Return somebody for whom three messages and a to-do wait."""
    # Playwright's event loop runs in this thread, and the test reads the database between clicks.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with (
        ports.address_book.replaced(KnownContacts(Contacts())),
        frame.waiting_source.replaced(MessageCounts()),
    ):
        account = make_account(now=clock.now())
        for number in range(3):
            make_message(account_id=account.pk, at=clock.now(), title=f"第{number}条通知")
        operations.open_todo(
            kind="proofing/unfinished",
            subject="case:1",
            account_id=account.pk,
            link_name="proofing:overview",
            now=clock.now(),
        )
        yield account


def phone_of(account: Account, live_server: LiveServer, *, has_scripts: bool) -> Iterator[Page]:
    session = start_session(account, visit=make_visit(), now=clock.now())
    url = str(live_server.url)
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        context = chromium.new_context(
            viewport=PHONE, locale="zh-CN", base_url=url, java_script_enabled=has_scripts
        )
        context.set_default_timeout(10_000)
        context.add_cookies(
            [{"name": "shiming_session", "value": session.cookie_value, "url": url}]
        )
        yield context.new_page()
        chromium.close()


@pytest.fixture
def page(account: Account, live_server: LiveServer) -> Iterator[Page]:
    yield from phone_of(account, live_server, has_scripts=True)


@pytest.fixture
def plain_page(account: Account, live_server: LiveServer) -> Iterator[Page]:
    yield from phone_of(account, live_server, has_scripts=False)


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.requirement("S31-15")
def test_messages_are_read_archived_and_brought_back_without_scripts(plain_page: Page) -> None:
    page = plain_page
    page.goto("/me/messages/")
    tab = page.get_by_role("navigation", name="消息和待办").get_by_role("link", name="消息")
    expect(tab).to_contain_text("3")

    page.get_by_role("button", name=re.compile("第1条通知")).click()
    expect(page.get_by_role("heading", name="第1条通知")).to_be_visible()
    expect(page.get_by_text("正文")).to_be_visible()
    page.get_by_role("link", name="返回消息列表").click()
    expect(tab).to_contain_text("2")
    titles = page.locator(".msg-row__title").all_inner_texts()
    assert titles == ["第2条通知", "第0条通知", "第1条通知"]

    page.get_by_role("button", name=re.compile("第2条通知")).click()
    page.get_by_role("button", name="归档").click()
    expect(page.get_by_text("第2条通知")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("第2条通知")).to_be_visible()

    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_role("button", name="全部标为已读")).to_have_count(0)
    expect(tab).not_to_contain_text(re.compile(r"\d"))


def test_the_bottom_bar_leads_on_and_counts_what_waits(page: Page) -> None:
    page.goto("/me/messages/")
    bar = page.get_by_role("navigation", name="主导航")

    shown = [link for link in bar.get_by_role("link").all() if link.is_visible()]
    assert [re.sub(r"\W|\d|条未读消息和待办", "", link.inner_text()) for link in shown] == [
        "首页",
        "企业",
        "消息",
        "我的",
    ]
    expect(bar.get_by_role("link", name=re.compile("消息"))).to_contain_text("4")
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == PHONE["height"]
    for link in shown:
        size = link.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44

    tabs = page.get_by_role("navigation", name="消息和待办")
    tabs.get_by_role("link", name=re.compile("待办")).click()
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    page.get_by_role("link", name=re.compile("完成实名认证")).click()
    page.wait_for_url(re.compile("/proofing/"))
    bar.get_by_role("link", name="企业").click()
    expect(page.get_by_text("您还没有关联的企业")).to_be_visible()


def test_every_page_fits_a_phone_and_is_accessible(page: Page) -> None:
    for path in (
        "/me/messages/",
        "/me/messages/?kind=risk",
        "/me/todos/",
        "/me/messages/preferences/",
        "/enterprises/",
    ):
        page.goto(path)

        assert is_narrow(page), path
        assert_accessible(page)
