"""A7: officers edit what a portal offers, two of them, with the sign-in page shown before."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from shiming.accounts import ports
from shiming.accounts.models import MaintenanceNotice, Portal, PortalChange
from shiming.accounts.types import AccountKind, AccountPermission, PortalChangeState
from shiming.audit.models import AuditRecord
from shiming.kernel import clock
from tests.accounts.conftest import FakePermissionSource
from tests.accounts.web.conftest import post, sign_in_as
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db

LIST = "/accounts/portals/"
TAX = "tax.example"
REASON = "税务局要求只留短信登录"
PLACES = {"natural_person-sms": "1", "natural_person-password": "2", "staff-staff": "1"}
NEW = {"code": "tax", "name": "电子税务局", "host": TAX, "reason": REASON, **PLACES}
MAIN = {"name": "市民之家", "reason": REASON, **PLACES}


@pytest.fixture(autouse=True)
def _sites(settings: Settings) -> Iterator[None]:
    settings.ALLOWED_HOSTS = ["testserver", TAX]
    with ports.site_hosts.replaced(frozenset({"testserver", TAX})):
        yield


@pytest.fixture
def officers(permission_source: FakePermissionSource) -> tuple[Client, Client]:
    permission_source.answer = frozenset(
        {AccountPermission.MANAGE_PORTALS, AccountPermission.ANNOUNCE}
    )
    browsers = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for browser in browsers:
        sign_in_as(browser, make_account(kind=AccountKind.STAFF, now=clock.now()))
        browser.get(f"{LIST}main/")
    return browsers


Officers = tuple[Client, Client]


def decide(browser: Client, decision: str = "approve") -> HttpResponse:
    waiting = PortalChange.objects.get(state=PortalChangeState.PROPOSED)
    return post(browser, f"{LIST}changes/{waiting.pk}/", decision=decision, reason="不同意这样改")


def page(path: str, host: str = "testserver") -> str:
    return Client().get(path, headers={"host": host}).content.decode()


class TestPortals:
    def test_change_once_a_second_officer_agrees(self, officers: Officers) -> None:
        first, second = officers

        done = post(first, f"{LIST}main/", **MAIN)
        assert page("/sign-in/").count("统一身份认证平台") == 1
        assert "市民之家" not in page("/sign-in/")
        waiting = PortalChange.objects.get()
        shown = second.get(f"{LIST}changes/{waiting.pk}/").content.decode()
        assert decide(second)["Location"] == LIST

        assert done["Location"] == LIST
        assert all(text in shown for text in ("市民之家", "登录页预览", REASON, "有变化"))
        portal = Portal.objects.get()
        assert (portal.code, portal.host, portal.name) == ("main", "", "市民之家")
        assert "统一身份认证平台" in shown
        assert portal.methods["natural_person"] == ["sms", "password"]
        assert portal.methods["unit"] == []
        sign_in = page("/sign-in/")
        assert "市民之家" in sign_in
        assert sign_in.index("短信登录") < sign_in.index("密码登录")
        assert "/sign-in/document/" not in sign_in
        events = AuditRecord.objects.filter(subject="portal:main").order_by("id")
        assert [one.event for one in events] == [
            "accounts.portal.change_proposed",
            "accounts.portal.changed",
        ]

    def test_are_added_at_another_address(self, officers: Officers) -> None:
        first, second = officers

        post(first, f"{LIST}add/", **NEW, registration_variant="real_name_at_once")
        listed = first.get(LIST).content.decode()
        decide(second)

        assert "有待审批的内容" in listed
        assert "电子税务局" in page("/sign-in/", TAX)
        assert "电子税务局" not in page("/sign-in/")
        assert Portal.objects.get(code="tax").registration_variant == "real_name_at_once"
        # Its address is taken, and its short name stays.
        assert post(first, f"{LIST}add/", **{**NEW, "code": "tax-two"}).status_code == 422
        assert 'name="code"' not in first.get(f"{LIST}tax/").content.decode()

    def test_are_previewed_without_being_kept(self, officers: Officers) -> None:
        seen = post(officers[0], f"{LIST}main/", **MAIN, preview="1").content.decode()

        assert "登录页预览" in seen
        preview = seen[: seen.index('name="name"')]
        assert preview.index("短信登录") < preview.index("密码登录")
        assert "不能在这里登录" in preview
        assert not PortalChange.objects.exists()

    def test_are_nobodys_to_change_alone(self, officers: Officers) -> None:
        first, _ = officers
        post(first, f"{LIST}main/", **MAIN)

        own = decide(first)
        shown = first.get(f"{LIST}changes/{PortalChange.objects.get().pk}/").content.decode()

        assert own.status_code == 403
        assert "请由另一位工作人员审批" in shown
        assert 'value="approve"' not in shown
        assert Portal.objects.get().name == "统一身份认证平台"

    def test_never_lock_all_staff_out(self, officers: Officers) -> None:
        shut = {name: value for name, value in MAIN.items() if name != "staff-staff"}

        refused = post(officers[0], f"{LIST}main/", **shut)

        assert refused.status_code == 422
        assert "工作人员在任何地址都不能用密码登录" in refused.content.decode()
        assert not PortalChange.objects.exists()

    def test_are_weighed_again_when_they_are_decided(self, officers: Officers) -> None:
        first, second = officers
        people = {name: value for name, value in NEW.items() if name != "staff-staff"}
        post(first, f"{LIST}add/", **people)
        # Meanwhile the only other portal was closed to staff, whoever did it.
        Portal.objects.update(methods={"natural_person": ["sms"]})

        refused = decide(second)

        assert refused.status_code == 422
        assert not Portal.objects.filter(code="tax").exists()
        assert PortalChange.objects.get().state == PortalChangeState.PROPOSED

    def test_are_refused_with_a_reason_and_decided_once(self, officers: Officers) -> None:
        first, second = officers
        post(first, f"{LIST}main/", **MAIN)
        change = PortalChange.objects.get()
        assert post(first, f"{LIST}main/", **MAIN).status_code == 409
        url = f"{LIST}changes/{change.pk}/"
        assert post(second, url, decision="refuse", reason="").status_code == 422

        decide(second, "refuse")
        late = post(second, url, decision="approve")

        assert late.status_code == 409
        change.refresh_from_db()
        assert (change.state, change.note) == ("refused", "不同意这样改")
        assert Portal.objects.get().name == "统一身份认证平台"

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"staff-sms": "3"}, 302),
            ({"natural_person-sms": "0"}, 422),
            ({"natural_person-sms": "x"}, 422),
            ({"password_profile": "weak"}, 422),
            ({"reason": ""}, 422),
            ({"host": "evil.example"}, 302),
        ],
    )
    def test_take_nothing_that_the_form_does_not_offer(
        self, officers: Officers, changes: dict[str, str], status: int
    ) -> None:
        assert post(officers[0], f"{LIST}main/", **{**MAIN, **changes}).status_code == status
        if status == 302:
            values = PortalChange.objects.get().values
            assert (values["host"], values["methods"]["staff"]) == ("", ["staff"])

    def test_are_for_officers_alone(
        self, officers: Officers, permission_source: FakePermissionSource
    ) -> None:
        post(officers[0], f"{LIST}main/", **MAIN)
        permission_source.answer = frozenset({AccountPermission.ANNOUNCE})
        other = Client()
        sign_in_as(other, make_account(kind=AccountKind.STAFF, now=clock.now()))

        change = f"{LIST}changes/{PortalChange.objects.get().pk}/"
        pages = [LIST, f"{LIST}add/", f"{LIST}main/", change]

        assert [other.get(url).status_code for url in pages] == [403] * 4
        assert officers[1].get(f"{LIST}nowhere/").status_code == 404

    def test_have_notices_of_their_own(self, officers: Officers) -> None:
        portal = Portal.objects.create(code="tax", host=TAX, name="电子税务局")
        now = clock.now()
        moments = {
            "starts_at": now.strftime("%Y-%m-%dT%H:%M"),
            "ends_at": "2099-01-02T04:00",
        }
        post(
            officers[0],
            "/accounts/maintenance/",
            text="税务系统升级",
            portal=str(portal.pk),
            **moments,
        )

        MaintenanceNotice.objects.update(starts_at=now)
        assert "税务系统升级" in page("/sign-in/", TAX)
        assert "税务系统升级" not in page("/sign-in/")
        assert "电子税务局" in officers[0].get("/accounts/maintenance/").content.decode()
