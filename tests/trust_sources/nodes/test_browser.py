"""The pages about nodes on a phone, held against axe-core; a conflict is decided there."""

import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from shiming.trust_sources.models.nodes import PeerKeyChange, PeerNode, PeerUser, UserConflict
from shiming.trust_sources.operations.nodes.outgoing import put_in_row
from shiming.trust_sources.types import SourcePermission
from shiming.trust_sources.types.nodes import NodeEventKind, NodePermission
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of, make_visit, start_session
from tests.trust_sources.nodes.node_kit import Teller, line_of, make_peer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("province"),
]

PHONE: ViewportSize = {"width": 360, "height": 740}
_IS_NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


def prepare() -> PeerNode:
    """Leave an event that waits and a conflict behind."""
    peer = make_peer()
    Teller(peer=peer).tell("registered", line_of(AGENT))
    of = PeerUser.objects.get()
    put_in_row(of=of, kind=NodeEventKind.CLOSED, facts={}, now=clock.now())
    make_account_of(PROOFED_CITIZEN, is_attached=True)
    Teller(peer=peer).tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))
    return peer


def test_pages_of_nodes_are_accessible_on_a_phone_and_decide_a_conflict(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    url = str(live_server.url)
    peer, other = prepare(), make_peer("sz")
    # One key is to be entered, the other one waits for a second officer.
    PeerKeyChange.objects.create(
        peer=other, key="x" * 32, proposed_by=new_id(), proposed_at=clock.now()
    )
    account = make_account(now=clock.now())
    for permission in (*NodePermission, SourcePermission.MANAGE_SOURCES):
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    session = start_session(account, visit=make_visit(), now=clock.now())
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        context = chromium.new_context(
            viewport=PHONE, locale="zh-CN", base_url=url, java_script_enabled=True
        )
        context.add_cookies(
            [{"name": "shiming_session", "value": session.cookie_value, "url": url}]
        )
        page = context.new_page()
        for address in (
            "",
            "add/",
            "users/",
            f"{peer.pk}/",
            f"{peer.pk}/recognise/",
            f"{peer.pk}/key/",
            f"{other.pk}/key/",
            "conflicts/",
        ):
            page.goto(f"/trust/nodes/{address}")
            assert_accessible(page)
            assert page.evaluate(_IS_NARROW), address

        page.get_by_role("link", name="核对").click()
        assert_accessible(page)
        assert page.evaluate(_IS_NARROW)
        page.get_by_label("以本节点为准").check()
        page.get_by_label("理由").fill("核对了身份证原件")
        page.get_by_role("button", name="提交").click()

        expect(page.get_by_text("没有待核对的用户")).to_be_visible()
        chromium.close()
    assert UserConflict.objects.get().decision == "keep_ours"
