"""RFC 6750: the access token in the header, and how it is refused."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from shiming.accounts.models import Session
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientState
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

USERINFO = "/oauth2/userinfo"


@pytest.fixture
def token(sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]) -> str:
    client = make_client(client_id="holder")
    sign_in()
    return str(redeem(client, get_code(client)).json["access_token"])


class TestBearerToken:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_opens_userinfo(self, wire: Wire, token: str, method: str) -> None:
        ask = wire.get if method == "GET" else wire.post

        assert ask(USERINFO, authorization=f"Bearer {token}").status == 200

    def test_is_asked_for_without_an_error_code_where_none_came(
        self, wire: Wire, engine: object
    ) -> None:
        reply = wire.get(USERINFO)

        assert (reply.status, reply.header("WWW-Authenticate")) == (401, "Bearer")

    def test_is_not_read_out_of_address_or_body(self, wire: Wire, token: str) -> None:
        header = f"Bearer {token}"
        refused = [
            wire.get(USERINFO, {"access_token": token}),
            wire.post(USERINFO, {"access_token": token}),
            wire.get(USERINFO, {"access_token": token}, authorization=header),
            wire.post(USERINFO, {"access_token": token}, authorization=header),
        ]

        assert [reply.status for reply in refused] == [400] * 4
        assert {reply.json["error"] for reply in refused} == {"invalid_request"}

    @pytest.mark.parametrize("presented", ["rubbish", "x" * 9000, "令牌"])
    def test_is_refused_if_unknown(self, wire: Wire, engine: object, presented: str) -> None:
        header = f"Bearer {presented}".encode().decode("latin-1")

        reply = wire.get(USERINFO, authorization=header)

        assert reply.status == 401
        assert 'error="invalid_token"' in reply.header("WWW-Authenticate")
        assert reply.header("Cache-Control") == "no-store"

    def test_lasts_ten_minutes(self, wire: Wire, token: str, time: time_machine.Traveller) -> None:
        time.move_to(NOW + dt.timedelta(seconds=599))
        assert wire.get(USERINFO, authorization=f"Bearer {token}").status == 200

        time.move_to(NOW + dt.timedelta(seconds=600))

        assert wire.get(USERINFO, authorization=f"Bearer {token}").status == 401

    def test_ends_with_the_sign_out(self, wire: Wire, token: str) -> None:
        Session.objects.update(ended_at=NOW, end_reason="signed_out")

        assert wire.get(USERINFO, authorization=f"Bearer {token}").status == 401

    def test_ends_with_the_suspension_of_the_client(self, wire: Wire, token: str) -> None:
        Client.objects.filter(client_id="holder").update(state=ClientState.SUSPENDED)

        assert wire.get(USERINFO, authorization=f"Bearer {token}").status == 401
