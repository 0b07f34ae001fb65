"""OpenID Connect Front-Channel Logout 1.0, section 2: the fall-back (E2)."""

import urllib.parse
from collections.abc import Callable

import pytest

from shiming.accounts.models import Session
from shiming.identity_provider.models import Client, SignOutNotice
from tests.factories.identity_provider import AFTER_SIGN_OUT, make_client, sid_at
from tests.identity_provider.conftest import ISSUER, SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Reply, Wire

FRAME = "https://client.example/front-channel"


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client(frontchannel_logout_uri=FRAME)


@pytest.fixture
def id_token(
    client: Client, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> str:
    sign_in()
    return str(redeem(client, get_code(client)).json["id_token"])


class TestFrontChannelLogout:
    def test_sends_the_browser_there_before_it_goes_back(
        self, wire: Wire, client: Client, id_token: str
    ) -> None:
        reply = wire.get(
            "/oauth2/end-session",
            {
                "id_token_hint": id_token,
                "post_logout_redirect_uri": AFTER_SIGN_OUT,
                "state": "s2",
            },
        )

        sid = sid_at(client, Session.objects.get())
        query = urllib.parse.urlencode({"iss": ISSUER, "sid": sid}).replace("&", "&amp;")
        assert reply.status == 200
        assert f'<iframe src="{FRAME}?{query}"' in reply.text
        assert f'href="{AFTER_SIGN_OUT}?state=s2"' in reply.text
        assert "已由浏览器通知" in reply.text
        assert SignOutNotice.objects.get().state == "asked"
        assert SESSION_COOKIE not in wire.cookies

    def test_lets_this_page_alone_hold_a_frame_and_of_that_client_alone(
        self, wire: Wire, id_token: str
    ) -> None:
        reply = wire.get("/oauth2/end-session", {"id_token_hint": id_token})
        policy = reply.header("Content-Security-Policy")

        assert "frame-src https://client.example" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-src" not in wire.get("/oauth2/end-session").header("Content-Security-Policy")

    def test_takes_over_where_the_back_channel_failed(
        self, wire: Wire, client: Client, id_token: str
    ) -> None:
        client.backchannel_logout_uri = "https://client.example/told"
        client.save()
        wire.get("/oauth2/end-session", {"id_token_hint": id_token})
        notice = SignOutNotice.objects.get()
        url = f"/oauth2/signed-out/{notice.sign_out_id}"

        before = wire.get(url)
        SignOutNotice.objects.update(state="failed", error="timeout")
        after = wire.get(url, HTTP_HX_REQUEST="true")

        assert "<iframe" not in before.text
        assert f'<iframe src="{FRAME}?' in after.text
