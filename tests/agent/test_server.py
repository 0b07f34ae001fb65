import asyncio
import datetime as dt
import json
import threading

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from shiming_agent import errors
from shiming_agent.drivers import TokenCertificate
from shiming_agent.server import Agent
from shiming_agent.tickets import Statement
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.agent.agent_kit import (
    SUBPROTOCOL,
    Setting,
    run,
)
from tests.agent.platform import NOW, ORIGIN, SigningPlatform
from tests.softhsm_tokens import certify


class TestAgent:
    def test_signs_a_statement_once_the_person_has_typed_the_pin(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as page:
                opened = await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                assert opened == {
                    "type": "opened",
                    "actions": ["certificates.list", "statement.sign"],
                }
                listed = await page.ask("certificates.list")
                handle = listed["certificates"][0]["handle"]  # type: ignore[index]  # one is listed
                token = setting.platform.statement(page.nonce)
                signed = await page.ask(
                    "statement.sign",
                    handle=handle,
                    statement=token,
                )
                assert signed == {
                    "type": "signed",
                    "algorithm": "ES256",
                    "signature": "c2lnbmVk",
                }
                assert setting.driver.signed == [b"shiming-statement-v1\x00" + token.encode()]

        setting = run(scene)
        assert setting.prompt.shown == [(ORIGIN, "登录 id.example", "key")]

    def test_binds_the_loopback_address_only(self) -> None:
        async def scene(setting: Setting) -> None:
            server = setting.agent._server
            assert server is not None
            assert {each.getsockname()[0] for each in server.sockets} == {"127.0.0.1"}

        run(scene)

    @pytest.mark.parametrize(
        "origin",
        [
            None,
            "null",
            "https://evil.example",
            "http://id.example",
            "https://id.example:8443",
            "https://id.example.evil.example",
            "https://ID.example",
        ],
    )
    def test_turns_away_pages_of_other_origins(self, origin: str | None) -> None:
        async def scene(setting: Setting) -> None:
            with pytest.raises(InvalidStatus) as refusal:
                await connect(
                    f"ws://127.0.0.1:{setting.agent.port}/",
                    origin=None if origin is None else Origin(origin),
                    subprotocols=[SUBPROTOCOL],
                )
            assert refusal.value.response.status_code == 403

        run(scene)

    @pytest.mark.parametrize(
        "host", ["localhost", "evil.example", "[::1]", "127.0.0.1.evil.example"]
    )
    def test_turns_away_a_name_that_was_made_to_point_here(self, host: str) -> None:
        async def scene(setting: Setting) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", setting.agent.port)
            writer.write(
                f"GET / HTTP/1.1\r\nHost: {host}:{setting.agent.port}\r\nOrigin: {ORIGIN}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {'A' * 22}==\r\n"
                f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
            )
            assert b" 403 " in await reader.readline()
            writer.close()

        run(scene)

    def test_turns_away_another_protocol_and_another_path(self) -> None:
        async def scene(setting: Setting) -> None:
            for path, protocols in (("", None), ("other", [SUBPROTOCOL])):
                with pytest.raises(InvalidStatus) as refusal:
                    await connect(
                        f"ws://127.0.0.1:{setting.agent.port}/{path}",
                        origin=Origin(ORIGIN),
                        subprotocols=protocols,
                    )
                assert refusal.value.response.status_code == 403

        run(scene)

    def test_gives_nothing_before_a_ticket(self) -> None:
        async def scene(setting: Setting) -> None:
            for kind in ("certificates.list", "statement.sign"):
                async with setting.page() as page:
                    assert (await page.ask(kind))["code"] == "agent.message.malformed"
                    assert await page.is_ended()

        run(scene)

    def test_ends_a_connection_whose_ticket_is_of_another_connection(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as first, setting.page() as second:
                answer = await second.ask("open", ticket=setting.platform.ticket(first.nonce))
                assert answer["code"] == "agent.ticket.refused"
                assert await second.is_ended()

        run(scene)

    def test_takes_a_ticket_no_later_than_two_minutes_after_its_nonce(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as page:
                setting.elapsed = 121.0
                answer = await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                assert answer["code"] == "agent.ticket.refused"

        run(scene)

    def test_does_no_more_than_the_ticket_allows(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as page:
                ticket = setting.platform.ticket(page.nonce, actions=["certificates.list"])
                await page.ask("open", ticket=ticket)
                answer = await page.ask("statement.sign", handle="", statement="")
                assert answer["code"] == "agent.action.not_allowed"

        run(scene)

    def test_signs_nothing_but_the_platforms_statements(self) -> None:
        async def scene(setting: Setting) -> None:
            stranger = SigningPlatform()
            async with setting.page() as page:
                await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                listed = await page.ask("certificates.list")
                handle = listed["certificates"][0]["handle"]  # type: ignore[index]  # one is listed
                for statement in ("%PDF-1.7", stranger.statement(page.nonce), None, {"a": 1}):
                    answer = await page.ask("statement.sign", handle=handle, statement=statement)
                    assert answer["code"] == "agent.statement.refused"

        setting = run(scene)
        assert setting.prompt.shown == []
        assert setting.driver.signed == []

    def test_knows_handles_of_its_own_connection_alone(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as first, setting.page() as second:
                for page in (first, second):
                    await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                listed = await first.ask("certificates.list")
                answer = await second.ask(
                    "statement.sign",
                    handle=listed["certificates"][0]["handle"],  # type: ignore[index]  # one is listed
                    statement=setting.platform.statement(second.nonce),
                )
                assert answer["code"] == "agent.key.not_found"

        run(scene)

    @pytest.mark.parametrize(
        ("pin", "answer"),
        [
            ("0000", {"type": "error", "code": "agent.pin.wrong", "tries_left": 1}),
            (None, {"type": "error", "code": "agent.person.refused"}),
        ],
    )
    def test_says_why_the_key_did_not_sign(
        self, pin: str | None, answer: dict[str, object]
    ) -> None:
        async def scene(setting: Setting) -> None:
            setting.prompt.pin = pin
            assert await sign(setting) == answer

        run(scene)

    def test_asks_for_no_pin_where_the_certificate_is_over(self) -> None:
        async def scene(setting: Setting) -> None:
            setting.now = NOW + dt.timedelta(minutes=9)
            over = NOW - dt.timedelta(days=1)
            certificate, _ = certify(
                ec.generate_private_key(ec.SECP256R1()),
                authority="CA",
                begins=over - dt.timedelta(days=365),
            )
            der = certificate.public_bytes(serialization.Encoding.DER)
            expired = TokenCertificate(key="1", label="key", brand="Fake", certificate=der)
            setting.driver.list_certificates = lambda: [expired]  # type: ignore[method-assign]  # another token
            assert (await sign(setting))["code"] == "agent.certificate.expired"

        setting = run(scene)
        assert setting.prompt.shown == []

    def test_says_what_is_wrong_with_the_driver(self) -> None:
        async def scene(setting: Setting) -> None:
            setting.driver.trouble = errors.DriverMissing(brand="Fake", driver_page="https://d/")
            async with setting.page() as page:
                await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                assert await page.ask("certificates.list") == {
                    "type": "error",
                    "code": "agent.driver.missing",
                    "brand": "Fake",
                    "driver_page": "https://d/",
                }

        run(scene)

    @pytest.mark.parametrize(
        "frame",
        [
            "",
            "{",
            "[]",
            "7",
            '{"id": 1}',
            '{"id": true, "type": "open"}',
            '{"type": "open"}',
            "[" * 9000,
            b"{}",
        ],
        ids=lambda frame: repr(frame)[:20],
    )
    def test_ends_a_connection_that_talks_nonsense(self, frame: str | bytes) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as page:
                await page.connection.send(frame)
                answer = json.loads(await page.connection.recv())
                assert answer == {"id": None, "type": "error", "code": "agent.message.malformed"}
                assert await page.is_ended()

        run(scene)

    def test_ends_a_connection_that_sends_too_much(self) -> None:
        async def scene(setting: Setting) -> None:
            async with setting.page() as page:
                await page.connection.send("x" * 70_000)
                assert await page.is_ended()

        run(scene)

    def test_tells_a_second_page_that_the_key_is_in_use(self) -> None:
        async def scene(setting: Setting) -> None:
            answering = asyncio.Event()
            loop = asyncio.get_running_loop()
            asked = asyncio.Event()

            def wait(*, origin: str, text: str, token: str) -> str:
                loop.call_soon_threadsafe(asked.set)
                asyncio.run_coroutine_threadsafe(answering.wait(), loop).result(5)
                return "1234"

            setting.prompt.ask = wait  # type: ignore[method-assign]  # a slow person
            first = asyncio.create_task(sign(setting))
            await asked.wait()
            async with setting.page() as page:
                await page.ask("open", ticket=setting.platform.ticket(page.nonce))
                assert (await page.ask("certificates.list"))["code"] == "agent.busy"
            answering.set()
            assert (await first)["type"] == "signed"

        run(scene)


async def sign(setting: Setting) -> dict[str, object]:
    """Walk to the signature with the first certificate."""
    async with setting.page() as page:
        await page.ask("open", ticket=setting.platform.ticket(page.nonce))
        listed = await page.ask("certificates.list")
        return await page.ask(
            "statement.sign",
            handle=listed["certificates"][0]["handle"],  # type: ignore[index]  # one is listed
            statement=setting.platform.statement(page.nonce),
        )


def test_keys_stay_in_use_until_the_person_has_closed_the_window() -> None:
    """The page's time may be over: a thread that waits for a PIN is still there."""
    setting = Setting()
    is_asked, is_closed = threading.Event(), threading.Event()

    class OpenWindow:
        def ask(self, *, origin: str, text: str, token: str) -> str:
            is_asked.set()
            assert is_closed.wait(5), (origin, text, token)
            raise errors.PersonRefused

    agent = Agent(
        platforms={}, drivers=[setting.driver], prompt=OpenWindow(), clock=lambda: setting.now
    )
    (certificate,) = setting.driver.list_certificates()
    statement = Statement(text="登录", to_sign=b"statement")

    async def walk() -> None:
        signing = asyncio.create_task(agent.sign(certificate, statement, origin=ORIGIN))
        assert await asyncio.to_thread(is_asked.wait, 5)
        signing.cancel()
        await asyncio.sleep(0)
        with pytest.raises(errors.Busy):
            await agent.list_certificates()
        is_closed.set()
        with pytest.raises(asyncio.CancelledError):
            await signing
        assert await agent.list_certificates()
        assert setting.driver.signed == []

    asyncio.run(walk())
