"""A second live server of this product is the source: first use with a conflict, then sign-in."""

import dataclasses
import re
import socketserver
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref import simple_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from typing_extensions import override

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account, SocialBinding
from shiming.identity_provider import ports
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.trust_sources.types import Connection, SourceProtocol
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import (
    PASSWORD,
    attach,
    make_account,
    make_visit,
    start_session,
)
from tests.factories.identity_provider import SECRET, make_client
from tests.trust_sources import source_kit
from tests.trust_sources.source_kit import approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
MAPPING = """{
  "subject": "sub", "number": "document_number", "name": "name",
  "level": {"attribute": "acr", "values": {"urn:shiming:loa:primary": "primary"}}
}"""


class _Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class _Quiet(simple_server.WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:  # the name in the standard library
        pass


@pytest.fixture
def source() -> Iterator[str]:
    """Serve a whole identity provider at an address of its own, and return its issuer."""
    rotate_signing_key(actor=system_actor(device="tests"), now=clock.now())
    server = simple_server.make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet)
    issuer = f"http://127.0.0.1:{server.server_port}"
    settings = dataclasses.replace(ports.provider_settings(), issuer=issuer)
    dispatcher = Dispatcher(
        engine=Engine(settings=settings, driver=DjangoDriver()),
        django=StaticFilesHandler(WSGIHandler()),
    )

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        # Each request has a thread of its own here, whose connection nobody else would close.
        try:
            return list(dispatcher(environ, start_response))
        finally:
            connections.close_all()

    server.set_app(answer)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield issuer
    server.shutdown()
    server.server_close()
    thread.join()


def walk_to_the_source_and_back(page: Page) -> None:
    page.goto("/sign-in/?next=/me/bindings/")
    page.get_by_role("link", name="市民云").click()
    page.get_by_role("button", name="前往市民云").click()


def test_first_use_with_a_conflict_and_then_sign_in(
    live_server: LiveServer,
    source: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    home = str(live_server.url)
    client = make_client(redirect_uris=[f"{home}/sign-in/source/city/back/"])
    monkeypatch.setattr(
        source_kit, "NOW", clock.now()
    )  # contracts that hold today, for pages read the clock
    approved(
        connection=Connection(
            protocol=SourceProtocol.OIDC,
            address=source,
            client_id=client.client_id,
            secret=SECRET,
            scopes="openid profile identity_number",
        ),
        mapping=MAPPING,
        level=Level.PRIMARY,
        contract_from=clock.now().date(),
        contract_until=clock.now().date(),
    )
    account = make_account(user_name="chen-xiangbei", password=PASSWORD, now=clock.now())
    attach(account, CHEN, now=clock.now())
    at_source = start_session(
        Account.objects.get(pk=account.pk), visit=make_visit(), now=clock.now()
    )
    plain = dataclasses.replace(accounts.policy(), checked_forms=frozenset())
    with accounts.policy.replaced(plain), sync_playwright() as playwright:
        chromium = launch(playwright)
        context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=home)
        context.add_cookies(
            [{"name": "shiming_session", "value": at_source.cookie_value, "url": source}]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)

        walk_to_the_source_and_back(page)
        expect(page).to_have_url(re.compile("/sign-in/source/first-use/"))
        expect(page.get_by_text("您在本平台已有账户")).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        # Back and forth, and still no way around the owner's own proof.
        page.go_back()
        page.go_forward()
        page.get_by_role("link", name="登录并绑定").click()
        page.get_by_label("用户名或手机号码").fill("chen-xiangbei")
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).to_have_url(re.compile("/me/bindings/confirm/"))
        page.get_by_role("button", name="绑定").click()
        expect(page).to_have_url(re.compile("/me/bindings/$"))
        expect(page.get_by_role("link", name="解除绑定 市民云")).to_be_visible()
        assert_accessible(page)
        assert SocialBinding.objects.get().account_id == account.pk

        context.clear_cookies(domain="localhost")
        walk_to_the_source_and_back(page)
        expect(page).to_have_url(re.compile("/me/bindings/$"))
        chromium.close()
