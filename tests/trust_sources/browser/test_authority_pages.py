"""The officers' pages on a phone, held against axe-core."""

import dataclasses
import datetime as dt

import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.proofing.types import ProofingPermission
from shiming.trust_sources.actions.add_authority import add_authority
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.types import (
    AuthorityEntry,
    SourceId,
    SourcePermission,
    SourceProtocol,
    TrustPermission,
)
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.factories.accounts import make_account, make_visit, start_session
from tests.trust_sources.authority_kit import NOW, make_root
from tests.trust_sources.check_kit import comparing
from tests.trust_sources.source_kit import PROPOSER, FakeClients, approved, terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
_IS_NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


def test_pages_of_authorities_are_accessible_on_a_phone(
    live_server: LiveServer,
    officer: Actor,
    source_clients: FakeClients,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    url = str(live_server.url)
    lists = ("http://crl.example/a/rather/long/address/of/a/revocation/list.crl",)
    entry = AuthorityEntry(name="样例机构", brand="sample", root=make_root().der, list_urls=lists)
    add_authority(entry=entry, officer=officer, now=NOW)
    account = make_account(now=clock.now())
    for permission in (*TrustPermission, *SourcePermission, *ProofingPermission):
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    approved()
    source = TrustSource.objects.get()
    today = clock.now().date()
    comparing(
        SourceProtocol.UNIONPAY,
        contract_from=today - dt.timedelta(days=2),
        contract_until=today + dt.timedelta(days=300),
    )
    # With the warning that links hang on what changes.
    elsewhere = dataclasses.replace(terms().connection, address="https://other.example")
    propose_terms(
        entry=terms(links_alone=True, connection=elsewhere, keeps_links=True),
        officer=PROPOSER,
        now=NOW,
        source_id=SourceId(source.pk),
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

        page.goto("/trust/authorities/")
        assert_accessible(page)
        assert page.evaluate(_IS_NARROW)
        page.goto("/trust/authorities/add/")
        assert_accessible(page)
        assert page.evaluate(_IS_NARROW)
        for path in (
            "/trust/sources/",
            "/trust/sources/add/",
            f"/trust/sources/{source.pk}/decide/",
            f"/trust/sources/{source.pk}/suspended/",
            f"/trust/sources/{source.pk}/duties/",
            "/duties/",
            "/me/proofs/bank/check/",
            "/archive/",
            "/trust/renewals/",
            "/me/renewals/",
            "/me/proofs/",
        ):
            page.goto(path)
            assert_accessible(page)
            assert page.evaluate(_IS_NARROW), path
        page.goto("/trust/authorities/")
        page.get_by_role("link", name="停用").click()
        expect(page.get_by_text("停用“样例机构”？")).to_be_visible()
        assert_accessible(page)
        chromium.close()
