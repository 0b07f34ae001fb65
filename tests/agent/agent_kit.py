"""An agent that really listens, with a scripted person and a scripted token."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from shiming_agent import errors
from shiming_agent.drivers import Signature, TokenCertificate
from shiming_agent.server import Agent
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.agent.platform import NOW, ORIGIN, SigningPlatform
from tests.softhsm_tokens import certify

SUBPROTOCOL = Subprotocol("shiming-agent.1")
CERTIFICATE, _ = certify(
    ec.generate_private_key(ec.SECP256R1()), authority="CA", begins=NOW - dt.timedelta(days=30)
)


class FakeDriver:
    """A token with one key and PIN 1234; remembers what it signed."""

    brand = "Fake"

    def __init__(self, trouble: errors.AgentError | None = None) -> None:
        self.trouble = trouble
        self.signed: list[bytes] = []

    def list_certificates(self) -> list[TokenCertificate]:
        if self.trouble is not None:
            raise self.trouble
        der = CERTIFICATE.public_bytes(serialization.Encoding.DER)
        return [TokenCertificate(key="1", label="key", brand=self.brand, certificate=der)]

    def sign(self, key: str, message: bytes, *, pin: str) -> Signature:
        if pin != "1234":
            raise errors.PinWrong(tries_left=1)
        self.signed.append(message)
        return Signature(algorithm="ES256", value=b"signed")


class ScriptedPrompt:
    """A person who types what the script says, and remembers what was shown."""

    def __init__(self, pin: str | None = "1234") -> None:
        self.pin = pin
        self.shown: list[tuple[str, str, str]] = []

    def ask(self, *, origin: str, text: str, token: str) -> str:
        self.shown.append((origin, text, token))
        if self.pin is None:
            raise errors.PersonRefused
        return self.pin


class Setting:
    """An agent, its driver, its person, and the platform that it trusts."""

    def __init__(self) -> None:
        self.platform = SigningPlatform()
        self.driver = FakeDriver()
        self.prompt = ScriptedPrompt()
        self.now = NOW
        self.elapsed = 0.0
        self.agent = Agent(
            platforms={ORIGIN: self.platform.trusted},
            drivers=[self.driver],
            prompt=self.prompt,
            port=0,
            clock=lambda: self.now,
            elapsed=lambda: self.elapsed,
        )

    @asynccontextmanager
    async def page(self) -> AsyncIterator["Page"]:
        async with connect(
            f"ws://127.0.0.1:{self.agent.port}/",
            origin=Origin(ORIGIN),
            subprotocols=[SUBPROTOCOL],
        ) as connection:
            hello = json.loads(await connection.recv())
            assert hello["type"] == "hello"
            yield Page(connection, hello["nonce"])


class Page:
    """What a page does on its connection."""

    def __init__(self, connection: ClientConnection, nonce: str) -> None:
        self.connection = connection
        self.nonce = nonce
        self._last = 0

    async def ask(self, kind: str, **members: object) -> dict[str, object]:
        self._last += 1
        await self.connection.send(json.dumps({"id": self._last, "type": kind, **members}))
        answer = json.loads(await self.connection.recv())
        assert answer.pop("id") == self._last
        return dict(answer)

    async def is_ended(self) -> bool:
        try:
            await self.connection.recv()
        except ConnectionClosed:
            return True
        return False


def run(scene: Callable[[Setting], Coroutine[None, None, None]]) -> Setting:
    """Play a scene with an agent that really listens."""
    setting = Setting()

    async def play() -> None:
        await setting.agent.start()
        try:
            await scene(setting)
        finally:
            await setting.agent.stop()

    asyncio.run(play())
    return setting
