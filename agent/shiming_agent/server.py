"""The loopback WebSocket: one connection, one nonce, one ticket, one request at a time."""

import asyncio
import base64
import datetime as dt
import http
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec, TypeVar

from cryptography import x509
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from shiming_agent import errors, tickets
from shiming_agent.drivers import Driver, TokenCertificate
from shiming_agent.pins import PinPrompt
from shiming_agent.trust import Platform

HOST = "127.0.0.1"
PORT = 47011
SUBPROTOCOL = Subprotocol("shiming-agent.1")
_LARGEST_FRAME = 64 * 1024
_MOST_CONNECTIONS = 8
_NONCE_BYTES = 32

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], dt.datetime]
_log = logging.getLogger("shiming_agent")


def wall_clock() -> dt.datetime:
    """Return the moment, aware of its zone."""
    return dt.datetime.now(tz=dt.UTC)


class Agent:
    """Serves trusted platforms' pages; `drivers` are asked in order, one thread at a time."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        drivers: Sequence[Driver],
        prompt: PinPrompt,
        port: int = PORT,
        clock: Clock = wall_clock,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._platforms = platforms
        self._drivers = drivers
        self._prompt = prompt
        self._asked_port = port
        self._clock = clock
        self._elapsed = elapsed
        self._keys_in_use = asyncio.Lock()
        self._open = 0
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """The port that is bound, once the agent has started."""
        if self._server is None:
            raise RuntimeError("the agent has not started")
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def start(self) -> None:
        """Bind the loopback address; returns at once."""
        self._server = await serve(
            self._serve,
            HOST,
            self._asked_port,
            process_request=self._refusal,
            subprotocols=[SUBPROTOCOL],
            max_size=_LARGEST_FRAME,
            open_timeout=5,
            compression=None,
            server_header=None,
        )

    async def stop(self) -> None:
        """End all connections and free the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _refusal(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a handshake that no trusted page would send; None lets it go on."""
        hosts, origins = request.headers.get_all("Host"), request.headers.get_all("Origin")
        protocols = request.headers.get_all("Sec-WebSocket-Protocol")
        is_ours = (
            hosts == [f"{HOST}:{self.port}"]
            and len(origins) == 1
            and origins[0] in self._platforms
            and protocols == [SUBPROTOCOL]
            and request.path == "/"
        )
        if not is_ours:
            return connection.respond(http.HTTPStatus.FORBIDDEN, "\n")
        if self._open >= _MOST_CONNECTIONS:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "\n")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        if connection.request is None:  # pragma: no cover  a handshake has a request
            return
        platform = self._platforms[connection.request.headers["Origin"]]
        self._open += 1
        try:
            async with asyncio.timeout(tickets.LONGEST_LIFE.total_seconds()):
                await _Conversation(self, connection, platform).run()
        except (TimeoutError, ConnectionClosed):
            pass
        finally:
            self._open -= 1

    async def list_certificates(self) -> list[TokenCertificate]:
        """
        Ask every driver; one that works hides another's trouble.

        :raises AgentError: if no driver works, the first one's trouble
        """
        found: list[TokenCertificate] = []
        refusals: list[errors.AgentError] = []
        async with self._keys():
            for driver in self._drivers:
                try:
                    found += await _to_the_end(driver.list_certificates)
                except errors.AgentError as error:
                    refusals.append(error)
        if not found and refusals:
            raise refusals[0]
        if not found:
            raise errors.KeyNotFound
        return found

    async def sign(
        self, chosen: TokenCertificate, statement: tickets.Statement, *, origin: str
    ) -> Mapping[str, str]:
        """
        Have the person agree and the key sign.

        :raises AgentError: if person, token or certificate does not play along
        """
        self._refuse_expired(chosen)
        driver = next(each for each in self._drivers if each.brand == chosen.brand)
        async with self._keys():
            pin = await _to_the_end(
                self._prompt.ask, origin=origin, text=statement.text, token=chosen.label
            )
            signed = await _to_the_end(driver.sign, chosen.key, statement.to_sign, pin=pin)
        return {"algorithm": signed.algorithm, "signature": _base64(signed.value)}

    def _refuse_expired(self, chosen: TokenCertificate) -> None:
        certificate = x509.load_der_x509_certificate(chosen.certificate)
        now = self._clock()
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise errors.CertificateExpired(until=certificate.not_valid_after_utc.isoformat())

    def _keys(self) -> "_Claim":
        return _Claim(self._keys_in_use)

    def now(self) -> dt.datetime:
        """Return the moment by the clock on the wall."""
        return self._clock()

    def elapsed(self) -> float:
        """Return seconds by a clock that nobody sets."""
        return self._elapsed()


async def _to_the_end(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """
    Do something in a thread, and go on only when it is over, even if the page's time is.

    A thread cannot be stopped: until the person has closed the window, and the token is idle, the
    keys are nobody else's.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.gather(running, return_exceptions=True)
        raise


class _Claim:
    """Holds the keys for one page; a second page is told so instead of waiting for a PIN."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock

    async def __aenter__(self) -> None:
        if self._lock.locked():
            raise errors.Busy
        await self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


class _Conversation:
    """What one page may still do."""

    def __init__(self, agent: Agent, connection: ServerConnection, platform: Platform) -> None:
        self._agent = agent
        self._connection = connection
        self._platform = platform
        self._nonce = _base64url(secrets.token_bytes(_NONCE_BYTES))
        self._began = agent.elapsed()
        self._actions: frozenset[str] = frozenset()
        self._certificates: dict[str, TokenCertificate] = {}

    async def run(self) -> None:
        await self._send({"type": "hello", "version": 1, "nonce": self._nonce})
        async for frame in self._connection:
            number: int | None = None
            try:
                message = _parsed(frame)
                number = int(str(message["id"]))
                answer = await self._answer(message)
            except errors.AgentError as error:
                _log.info("refused %s", error.code)
                await self._send(
                    {"id": number, "type": "error", "code": error.code, **error.details}
                )
                if error.ends_connection:
                    return
            else:
                await self._send({"id": number, **answer})

    async def _answer(self, message: Mapping[str, object]) -> Mapping[str, object]:
        kind = message["type"]
        if kind == "open":
            return self._open(message.get("ticket"))
        if kind not in tickets.ACTIONS or not self._actions:
            raise errors.MalformedMessage
        if kind not in self._actions:
            raise errors.ActionNotAllowed
        if kind == "certificates.list":
            return await self._list()
        return await self._sign(message.get("handle"), message.get("statement"))

    def _open(self, ticket: object) -> Mapping[str, object]:
        if self._actions:
            raise errors.MalformedMessage
        self._actions = tickets.check_ticket(
            ticket,
            platform=self._platform,
            nonce=self._nonce,
            now=self._agent.now(),
            waited=dt.timedelta(seconds=self._agent.elapsed() - self._began),
        )
        return {"type": "opened", "actions": sorted(self._actions)}

    async def _list(self) -> Mapping[str, object]:
        found = await self._agent.list_certificates()
        self._certificates = {secrets.token_urlsafe(9): each for each in found}
        return {
            "type": "certificates",
            "certificates": [
                {
                    "handle": handle,
                    "label": each.label,
                    "brand": each.brand,
                    "certificate": _base64(each.certificate),
                    "chain": [_base64(issuer) for issuer in each.chain],
                }
                for handle, each in self._certificates.items()
            ],
        }

    async def _sign(self, handle: object, statement: object) -> Mapping[str, object]:
        checked = tickets.check_statement(
            statement, platform=self._platform, nonce=self._nonce, now=self._agent.now()
        )
        chosen = self._certificates.get(str(handle))
        if chosen is None:
            raise errors.KeyNotFound
        signed = await self._agent.sign(chosen, checked, origin=self._platform.origin)
        return {"type": "signed", **signed}

    async def _send(self, message: Mapping[str, object]) -> None:
        await self._connection.send(json.dumps(message, ensure_ascii=False))


def _parsed(frame: str | bytes) -> Mapping[str, object]:
    try:
        message = json.loads(frame) if isinstance(frame, str) else None
    except (ValueError, RecursionError) as error:
        raise errors.MalformedMessage from error
    if not isinstance(message, dict):
        raise errors.MalformedMessage
    # A boolean is a whole number to Python, but no id.
    if type(message.get("id")) is not int or not isinstance(message.get("type"), str):
        raise errors.MalformedMessage
    return message


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
