"""S05-6: to the platform with an application's id, three ways in, and back into the application."""

import urllib.parse
from collections.abc import Callable

import pytest

from shiming.accounts.models import Account, Session
from shiming.identity_provider.models import Client
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, make_account_of
from tests.factories.identity_provider import make_client
from tests.identity_provider.onboarding.conftest import csrf_of
from tests.identity_provider.wire import Reply, Wire

THREE = ("certificate", "sms", "password")

pytestmark = pytest.mark.usefixtures("whole_site")


@pytest.fixture
def citizen(db: None) -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


@pytest.fixture
def application(provider_settings: object) -> Client:
    return make_client(sign_in_methods=list(THREE))


def sign_in_by_password(wire: Wire, page: Reply, address: str) -> Reply:
    path, _, query = address.partition("?")
    return wire.post(
        path,
        {
            "csrfmiddlewaretoken": csrf_of(page),
            "identifier": PROOFED_CITIZEN.mobile,
            "password": PASSWORD,
        },
        QUERY_STRING=query,
    )


class TestThreeWays:
    @pytest.mark.requirement("S05-6", "S06-1", "S16-3")
    def test_lead_into_the_application(
        self,
        wire: Wire,
        citizen: Account,
        application: Client,
        authorize: Callable[..., Reply],
    ) -> None:
        away = authorize(application)
        page = wire.follow(away)
        signed_in = sign_in_by_password(wire, page, away.header("Location"))
        back = wire.get(away.answer.parameters["next"])

        assert [
            way for way in ("密码登录", "短信登录", "数字证书登录") if way not in page.text
        ] == []
        assert "扫码登录" not in page.text
        assert signed_in.status in {200, 302, 303}
        assert "code" in back.answer.parameters
        # And into the next one, without a second sign-in.
        assert "code" in authorize(make_client()).answer.parameters

    def test_open_at_the_first_that_is_accepted(
        self, wire: Wire, citizen: Account, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client(sign_in_methods=["sms"]))

        page = wire.follow(away)

        assert page.answer.address == "/sign-in/sms/"
        assert page.answer.parameters["next"] == away.answer.parameters["next"]
        assert page.answer.parameters["methods"] == "sms"

    def test_are_not_widened_by_another_address(
        self, wire: Wire, citizen: Account, authorize: Callable[..., Reply]
    ) -> None:
        """Whoever drops `methods` from the address signs in, and gets no further."""
        application = make_client(sign_in_methods=["sms"])
        away = authorize(application)
        address = f"/sign-in/?{urllib.parse.urlencode({'next': away.answer.parameters['next']})}"

        sign_in_by_password(wire, wire.get(address), address)
        back = wire.get(away.answer.parameters["next"])

        assert Session.objects.get().methods == ["pwd"]
        assert back.status == 403
        assert "code" not in back.answer.parameters

    def test_show_all_where_the_address_names_nothing_known(self, wire: Wire) -> None:
        page = wire.get("/sign-in/", {"methods": "<script>,nothing"})

        assert page.status == 200
        assert "<script>,nothing" not in page.text
        assert "短信登录" in page.text
