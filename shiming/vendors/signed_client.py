"""The caller's side of `signatures`: time-outs for each phase and for the whole, limits, checks."""

import dataclasses
import json
import secrets
import ssl
import time
import urllib.parse
from collections.abc import Mapping
from typing import Self

import httpx

from shiming.kernel import clock, signatures

MOST_BYTES = 64 * 1024
"""Of an answer, unless the caller expects pictures."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: for a connection, for each piece, and for all together."""

    connect: float = 2.0
    read: float = 4.0
    total: float = 6.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that is proven to come from the holder of the shared key."""

    status: int
    content: Mapping[str, object]


class WireFault(Exception):
    """There is no answer that could be trusted; `reason` is a code, without any content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignedClient:
    """Sends signed JSON to one counterpart; may be shared by threads; a `with` block closes it."""

    def __init__(
        self,
        *,
        base_url: str,
        key_id: str,
        key: str,
        patience: Patience,
        most_bytes: int = MOST_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        parts = urllib.parse.urlsplit(base_url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("personal data leave this machine over https only")
        if not key:
            raise ValueError("a shared key is needed")
        self._base_path = parts.path.rstrip("/")
        self._key_id = key_id
        self._key = key
        self._patience = patience
        self._most_bytes = most_bytes
        self._client = httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}",
            verify=tls if tls is not None else True,
            # A proxy or redirect named by the surroundings must not see personal data.
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._client.close()

    def post(self, path: str, content: Mapping[str, object]) -> Reply:
        """
        Send `content` to `path` below the base address and return the proven answer.

        :raises WireFault: if there is none: no connection, too slow, 5xx, too long, not signed
        """
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        nonce = secrets.token_hex(16)
        try:
            status, signature, answer = self._exchange(self._base_path + path, nonce, body)
        except httpx.TimeoutException as error:
            raise WireFault("timeout") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WireFault("connection") from error
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise WireFault(f"status_{status}")
        expected = signatures.sign_answer(key=self._key, status=status, nonce=nonce, body=answer)
        if not signatures.is_same(signature, expected):
            raise WireFault("signature")
        try:
            read = json.loads(answer)
        except ValueError as error:
            raise WireFault("garbage") from error
        if not isinstance(read, dict):
            raise WireFault("garbage")
        return Reply(status=status, content=read)

    def _exchange(self, path: str, nonce: str, body: bytes) -> tuple[int, str, bytes]:
        timestamp = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            signatures.KEY_ID: self._key_id,
            signatures.TIMESTAMP: timestamp,
            signatures.NONCE: nonce,
            signatures.SIGNATURE: signatures.sign_request(
                key=self._key,
                method="POST",
                path=path,
                timestamp=timestamp,
                nonce=nonce,
                body=body,
            ),
        }
        deadline = time.monotonic() + self._patience.total
        with self._client.stream("POST", path, content=body, headers=headers) as response:
            answer = bytearray()
            # Compressed bodies are not asked for: a small answer must not unpack to a large one.
            for piece in response.iter_raw():
                answer += piece
                if len(answer) > self._most_bytes:
                    raise WireFault("too_long")
                # The read time-out starts anew with each byte: a drip must not hold a worker.
                if time.monotonic() > deadline:
                    raise WireFault("timeout")
            return (
                response.status_code,
                response.headers.get(signatures.SIGNATURE, ""),
                bytes(answer),
            )
