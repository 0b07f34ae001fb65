"""RFC 8628, section 3: a device without a browser; the page for people is tested elsewhere."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import connections

from shiming.identity_provider import ports
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    DeviceRequest,
)
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.user_codes import ALPHABET, normalised
from shiming.identity_provider.types import DeviceState, GrantType
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client, token_parameters
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

DEVICE_CODE = GrantType.DEVICE_CODE.value
Ask = Callable[..., Reply]
Poll = Callable[..., Reply]


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(grant_types=[GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN])


@pytest.fixture
def ask(wire: Wire) -> Ask:
    def ask(client: Client, scope: str = "openid offline_access", **more: str) -> Reply:
        return wire.post(
            "/oauth2/device-authorization", {"scope": scope, **more}, authorization=basic(client)
        )

    return ask


@pytest.fixture
def poll(wire: Wire) -> Poll:
    def poll(client: Client, device_code: str) -> Reply:
        parameters = {"grant_type": DEVICE_CODE, "device_code": device_code}
        return wire.post("/oauth2/token", parameters, authorization=basic(client))

    return poll


@pytest.fixture
def approve(sign_in: SignIn) -> Callable[[], None]:
    """Return a function that does what the page for people does."""

    def approve() -> None:
        session = sign_in()
        device = DeviceRequest.objects.get()
        AuthorizationCode.objects.create(
            code_hash=device.device_code_hash,
            client=device.client,
            account=session.account,
            person=session.person,
            session=session,
            redirect_uri="",
            scopes=device.scopes,
            nonce="",
            code_challenge="",
            level=session.level,
            methods="pwd",
            acting="self",
            claims="",
            authenticated_at=NOW,
            issued_at=NOW,
            expires_at=device.expires_at,
        )
        DeviceRequest.objects.update(state=DeviceState.APPROVED)

    return approve


class TestDeviceAuthorization:
    def test_hands_out_a_code_for_the_device_and_one_for_the_person(
        self, client: Client, ask: Ask
    ) -> None:
        reply = ask(client)

        told = reply.json
        assert reply.status == 200
        assert told["verification_uri"] == f"{ISSUER}/oauth2/device"
        assert told["verification_uri_complete"].endswith(f"?user_code={told['user_code']}")
        assert (told["expires_in"], told["interval"]) == (600, 5)
        device = DeviceRequest.objects.get()
        hash_key = ports.provider_settings().hash_key
        typed = f" {told['user_code'].lower().replace('-', ' ')}"
        assert device.user_code_hash == keyed_hash(hash_key, normalised(typed))
        assert device.device_code_hash == keyed_hash(hash_key, told["device_code"])
        assert set(told["user_code"]) <= {*ALPHABET, "-"}

    @pytest.mark.parametrize(
        ("scope", "more", "error"),
        [
            ("", {}, "invalid_scope"),
            ("phone", {}, "invalid_scope"),
            ("openid nonsense", {}, "invalid_scope"),
            ("openid", {"resource": "https://other.example"}, "invalid_target"),
        ],
    )
    def test_refuses_what_the_client_may_not_have(
        self, client: Client, ask: Ask, scope: str, more: dict[str, str], error: str
    ) -> None:
        reply = ask(client, scope, **more)

        assert (reply.status, reply.json["error"]) == (400, error)
        assert not DeviceRequest.objects.exists()

    def test_is_refused_to_a_client_without_this_way(self, engine: object, ask: Ask) -> None:
        assert ask(make_client()).json["error"] == "unauthorized_client"

    def test_is_refused_without_proof_of_who_asks(self, wire: Wire, client: Client) -> None:
        reply = wire.post("/oauth2/device-authorization", {"client_id": client.client_id})

        assert (reply.status, reply.json["error"]) == (401, "invalid_client")


class TestPolling:
    def test_buys_tokens_once_the_person_has_agreed(
        self,
        *,
        client: Client,
        time: time_machine.Traveller,
        ask: Ask,
        poll: Poll,
        approve: Callable[[], None],
    ) -> None:
        device_code = ask(client).json["device_code"]
        waiting = poll(client, device_code)
        approve()
        time.move_to(NOW + dt.timedelta(seconds=5))

        reply = poll(client, device_code)

        assert (waiting.status, waiting.json["error"]) == (400, "authorization_pending")
        assert reply.status == 200
        assert {"access_token", "refresh_token", "id_token"} <= reply.json.keys()

    def test_is_told_to_slow_down(
        self, client: Client, time: time_machine.Traveller, ask: Ask, poll: Poll
    ) -> None:
        device_code = ask(client).json["device_code"]
        poll(client, device_code)

        time.shift(dt.timedelta(seconds=4))
        too_early = poll(client, device_code)
        time.shift(dt.timedelta(seconds=5))
        patient = poll(client, device_code)

        assert too_early.json["error"] == "slow_down"
        assert patient.json["error"] == "authorization_pending"

    def test_hears_that_the_person_refused(self, client: Client, ask: Ask, poll: Poll) -> None:
        device_code = ask(client).json["device_code"]
        DeviceRequest.objects.update(state=DeviceState.REFUSED)

        assert poll(client, device_code).json["error"] == "access_denied"

    def test_hears_that_nobody_decided_in_time(
        self, client: Client, time: time_machine.Traveller, ask: Ask, poll: Poll
    ) -> None:
        device_code = ask(client).json["device_code"]
        time.shift(dt.timedelta(minutes=10))

        assert poll(client, device_code).json["error"] == "expired_token"

    def test_a_second_time_revokes_what_the_first_bought(
        self,
        *,
        client: Client,
        wire: Wire,
        time: time_machine.Traveller,
        ask: Ask,
        poll: Poll,
        approve: Callable[[], None],
    ) -> None:
        device_code = ask(client).json["device_code"]
        approve()
        token = poll(client, device_code).json["access_token"]
        time.shift(dt.timedelta(seconds=6))

        again = poll(client, device_code)

        assert (again.status, again.json["error"]) == (400, "invalid_grant")
        assert wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").status == 401

    def test_is_refused_with_a_code_of_another_client_or_of_nobody(
        self, client: Client, ask: Ask, poll: Poll, approve: Callable[[], None]
    ) -> None:
        device_code = ask(client).json["device_code"]
        approve()
        other = make_client(grant_types=[GrantType.DEVICE_CODE])

        assert poll(other, device_code).json["error"] == "invalid_grant"
        assert poll(client, "unknown").json["error"] == "invalid_grant"
        assert poll(client, "").json["error"] == "invalid_request"
        assert not AccessToken.objects.exists()

    def test_is_no_way_round_the_proof_key_of_the_code_flow(
        self, *, wire: Wire, client: Client, ask: Ask, approve: Callable[[], None]
    ) -> None:
        Client.objects.update(grant_types=list(GrantType))
        device_code = ask(client).json["device_code"]
        approve()

        replies = [
            wire.post(
                "/oauth2/token",
                token_parameters(device_code, redirect_uri=None, code_verifier=verifier),
                authorization=basic(client),
            )
            for verifier in (None, "x" * 43)
        ]

        assert [reply.json["error"] for reply in replies] == ["invalid_grant"] * 2


@pytest.mark.django_db(transaction=True)
class TestParallelPolling:
    def test_has_one_winner_among_twenty(
        self, client: Client, ask: Ask, poll: Poll, approve: Callable[[], None]
    ) -> None:
        device_code = ask(client).json["device_code"]
        approve()
        gate = threading.Barrier(20)
        statuses: list[int] = []

        def try_it() -> None:
            gate.wait()
            try:
                statuses.append(poll(client, device_code).status)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=try_it) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert statuses.count(200) == 1
        assert AccessToken.objects.count() == 1
