"""E2: the launcher: what opens for a person as they act now, and where it leads."""

from typing import Any

import pytest

from shiming.accounts.models import Account, Session
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientEnvironment, ClientState
from shiming.kernel.levels import Level
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.onboarding.conftest import Visitor
from tests.identity_provider.wire import Wire

HOME = "https://client.example/home"


# Any: whatever columns a client has.
def launched(name: str, *, home_uri: str = HOME, **more: Any) -> Client:
    return make_client(name=name, home_uri=home_uri, **more)


class TestApps:
    def test_are_those_that_open_for_who_is_here(
        self, integrator: Visitor, provider_settings: object
    ) -> None:
        launched("人人可用", tile_text="人")
        launched("等级更高", min_level=Level.INTERMEDIATE)
        launched("只供企业", acting_kinds=["office"])
        launched("别的门户", portals=["elsewhere"])
        launched("本门户", portals=["main"])
        launched("测试系统", environment=ClientEnvironment.SANDBOX)
        launched("已停用", state=ClientState.SUSPENDED)
        launched("没有首页", home_uri="")

        page = integrator.wire.get("/apps/").text

        assert [name for name in ("人人可用", "等级更高", "本门户") if name not in page] == []
        assert [
            name
            for name in ("只供企业", "别的门户", "测试系统", "已停用", "没有首页")
            if name in page
        ] == []
        assert "需要先达到" in page
        assert ">人<" in page

    def test_change_with_the_identity(
        self, integrator: Visitor, account: Account, provider_settings: object
    ) -> None:
        launched("只供企业", acting_kinds=["office"])
        Session.objects.filter(account=account).update(acting={"kind": "office"})

        assert "只供企业" in integrator.wire.get("/apps/").text

    def test_may_be_none(self, integrator: Visitor) -> None:
        assert "当前身份还没有可以进入的应用" in integrator.wire.get("/apps/").text

    def test_show_names_as_text(self, integrator: Visitor, provider_settings: object) -> None:
        launched("<img src=x>", tile_text="<b>")

        assert "<img src=x" not in integrator.wire.get("/apps/").text


class TestOpening:
    def test_leads_to_the_first_page(self, integrator: Visitor, provider_settings: object) -> None:
        client = launched("办事")

        reply = integrator.wire.get(f"/apps/{client.client_id}/")

        assert (reply.status, reply.header("Location")) == (302, HOME)

    def test_leads_to_the_page_that_was_wanted(
        self, integrator: Visitor, provider_settings: object
    ) -> None:
        client = launched("办事")

        reply = integrator.wire.get(f"/apps/{client.client_id}/", {"target": "/case?id=1"})

        assert reply.header("Location") == "https://client.example/case?id=1"

    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "@evil.example/",
        ],
    )
    def test_leads_nowhere_else(
        self, integrator: Visitor, provider_settings: object, target: str
    ) -> None:
        client = launched("办事")

        reply = integrator.wire.get(f"/apps/{client.client_id}/", {"target": target})

        assert reply.header("Location") == HOME

    def test_asks_the_application_to_begin_where_it_does_so(
        self, integrator: Visitor, provider_settings: object
    ) -> None:
        """OpenID Connect Core, section 4: third-party-initiated login."""
        client = launched("办事", initiate_login_uri="https://client.example/begin")

        reply = integrator.wire.get(f"/apps/{client.client_id}/", {"target": "/case"})

        assert reply.answer.address == "https://client.example/begin"
        assert reply.answer.parameters == {
            "iss": ISSUER,
            "target_link_uri": "https://client.example/case",
        }

    def test_keeps_the_deep_link_over_the_sign_in(
        self, wire: Wire, account: Account, sign_in: SignIn, provider_settings: object
    ) -> None:
        client = launched("办事")
        away = wire.get(f"/apps/{client.client_id}/", {"target": "/case?id=1"})
        sign_in(who=account)

        back = wire.get(*away.answer.parameters["next"].split("?", 1))

        assert away.answer.address == "/sign-in/"
        assert back.header("Location") == "https://client.example/case?id=1"

    def test_tells_who_is_not_taken_what_to_do(
        self, integrator: Visitor, provider_settings: object
    ) -> None:
        client = launched("只供企业", acting_kinds=["office"])

        reply = integrator.wire.get(f"/apps/{client.client_id}/", {"target": "/case"})

        assert reply.status == 403
        assert "“只供企业”不接受您的当前身份" in reply.text
        assert "/me/identities/" in reply.text
        # The page that was wanted is not lost.
        assert f"/apps/{client.client_id}/?target=%2Fcase" in reply.text

    @pytest.mark.parametrize(
        "more",
        [
            {"environment": ClientEnvironment.SANDBOX},
            {"state": ClientState.SUSPENDED},
            {"home_uri": ""},
            {"portals": ["elsewhere"]},
        ],
    )
    def test_opens_only_what_is_listed(
        self, integrator: Visitor, provider_settings: object, more: dict[str, Any]
    ) -> None:
        client = launched("办事", **more)

        assert integrator.wire.get(f"/apps/{client.client_id}/").status == 404
