"""RFC 8628, sections 3.3, 5.1 and 5.4: the page for people, guessing, and phishing."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import AuthorizationCode, Client, DeviceRequest
from shiming.identity_provider.types import DeviceState, GrantType
from shiming.kernel.levels import Level
from tests.factories.accounts import make_account
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

PAGE = "/oauth2/device"


def csrf_of(page: Reply) -> str:
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(
        name="大厅自助终端", grant_types=[GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN]
    )


@pytest.fixture
def told(wire: Wire, client: Client) -> dict[str, str]:
    """Return what the device was told."""
    reply = wire.post(
        "/oauth2/device-authorization",
        {"scope": "openid profile"},
        authorization=basic(client),
        REMOTE_ADDR="203.0.113.9",
    )
    return {name: str(value) for name, value in reply.json.items()}


Send = Callable[..., Reply]


@pytest.fixture
def send(wire: Wire) -> Send:
    def send(path: str = PAGE, **fields: str) -> Reply:
        token = csrf_of(wire.get(PAGE))
        return wire.post(path, {"csrfmiddlewaretoken": token, **fields})

    return send


@pytest.fixture
def poll(wire: Wire, client: Client, told: dict[str, str]) -> Callable[[], Reply]:
    def poll() -> Reply:
        parameters = {
            "grant_type": GrantType.DEVICE_CODE.value,
            "device_code": told["device_code"],
        }
        return wire.post("/oauth2/token", parameters, authorization=basic(client))

    return poll


class TestDevicePage:
    def test_lets_the_device_in(
        self,
        client: Client,
        told: dict[str, str],
        sign_in: SignIn,
        send: Send,
        poll: Callable[[], Reply],
    ) -> None:
        session = sign_in()

        page = send(user_code=f" {told['user_code'].lower().replace('-', ' ')}")
        done = send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")
        tokens = poll()

        assert "大厅自助终端" in page.text
        assert "203.0.113.9" in page.text
        assert "与您现在使用的网络不同" in page.text
        assert "谨防诈骗" in page.text
        assert "姓名" in page.text
        assert "设备已登录" in done.text
        assert tokens.status == 200
        code = AuthorizationCode.objects.get()
        assert (code.account_id, code.session_id) == (session.account_id, session.public_id)
        assert AuditRecord.objects.filter(
            event="identity_provider.authorization.granted", subject=f"client:{client.client_id}"
        ).exists()

    def test_keeps_the_device_out(
        self,
        told: dict[str, str],
        sign_in: SignIn,
        send: Send,
        poll: Callable[[], Reply],
    ) -> None:
        sign_in()

        done = send(f"{PAGE}/decision", user_code=told["user_code"], decision="refuse")

        assert "已拒绝设备" in done.text
        assert poll().json["error"] == "access_denied"
        assert not AuthorizationCode.objects.exists()
        assert AuditRecord.objects.filter(event="identity_provider.device.refused").exists()

    def test_lets_nobody_in_by_a_way_that_the_client_does_not_accept(
        self, client: Client, told: dict[str, str], sign_in: SignIn, send: Send
    ) -> None:
        Client.objects.update(sign_in_methods=["certificate"])
        session = sign_in()

        reply = send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")

        assert session.methods == ["pwd"]
        assert not AuthorizationCode.objects.exists()
        assert DeviceRequest.objects.get().state == DeviceState.PENDING
        # Not a dead end: they may sign in by a way that is accepted, and type the code again.
        assert reply.status == 302
        assert reply.header("Location").startswith("/sign-in/?")
        assert "methods=certificate" in reply.header("Location")

    def test_fills_in_the_code_of_the_address_and_does_nothing_with_it(
        self, wire: Wire, told: dict[str, str], sign_in: SignIn
    ) -> None:
        sign_in()

        page = wire.get(PAGE, {"user_code": told["user_code"]})

        assert f'value="{told["user_code"]}"' in page.text
        assert "大厅自助终端" not in page.text
        assert DeviceRequest.objects.get().state == DeviceState.PENDING

    def test_asks_who_it_is_first(self, wire: Wire, told: dict[str, str]) -> None:
        reply = wire.get(PAGE, {"user_code": told["user_code"]})

        assert reply.status == 302
        assert reply.header("Location").startswith("/sign-in/?next=")

    def test_decides_once(self, told: dict[str, str], sign_in: SignIn, send: Send) -> None:
        sign_in()
        send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")

        again = send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")

        assert again.status == 422
        assert AuthorizationCode.objects.count() == 1

    def test_shows_no_device_that_waited_too_long(
        self,
        told: dict[str, str],
        sign_in: SignIn,
        send: Send,
        time: time_machine.Traveller,
    ) -> None:
        time.shift(dt.timedelta(minutes=11))
        sign_in()

        assert send(user_code=told["user_code"]).status == 422
        reply = send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")
        assert reply.status == 422
        assert not AuthorizationCode.objects.exists()

    def test_leads_to_the_missing_proof(
        self, client: Client, told: dict[str, str], sign_in: SignIn, send: Send
    ) -> None:
        Client.objects.update(min_level=Level.INTERMEDIATE)
        sign_in()

        reply = send(f"{PAGE}/decision", user_code=told["user_code"], decision="approve")

        assert reply.header("Location").startswith("/proofing/?level=intermediate")
        assert not AuthorizationCode.objects.exists()
        assert DeviceRequest.objects.get().state == DeviceState.PENDING

    def test_cannot_be_answered_by_a_form_of_another_site(
        self, wire: Wire, told: dict[str, str], sign_in: SignIn
    ) -> None:
        sign_in()

        reply = wire.post(
            f"{PAGE}/decision", {"user_code": told["user_code"], "decision": "approve"}
        )

        assert reply.status == 403
        assert not AuthorizationCode.objects.exists()


class TestGuessing:
    def test_has_an_end_for_an_account(
        self, told: dict[str, str], sign_in: SignIn, send: Send
    ) -> None:
        sign_in()

        wrong = [send(user_code="BBBB-BBBB").status for _ in range(5)]
        locked = send(user_code=told["user_code"])

        assert wrong == [422] * 5
        assert locked.status == 429
        assert "大厅自助终端" not in locked.text

    def test_has_an_end_for_an_address_whatever_the_account(
        self, told: dict[str, str], sign_in: SignIn, send: Send
    ) -> None:
        for number in range(13):
            sign_in(who=make_account(user_name=f"guesser-{number}"))
            statuses = [send(user_code="BBBB-BBBB").status for _ in range(4)]

        assert statuses[-1] == 429

    def test_does_not_count_right_ones(
        self, told: dict[str, str], sign_in: SignIn, send: Send
    ) -> None:
        sign_in()

        statuses = {send(user_code=told["user_code"]).status for _ in range(7)}

        assert statuses == {200}
