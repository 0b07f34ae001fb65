"""
Fetches what a stranger named, without being sent where they cannot go themselves.

The name is resolved once, every address that it stands for is checked, and the connection goes to
the very address that was checked (a name that changes in between gains nothing). Redirects are
not followed, nothing in the surroundings names a proxy, size and time have an end.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import types
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from typing_extensions import override

from shiming.kernel.outside import (
    Address,
    Fetched,
    FetchFault,
    FetchReason,
    Network,
    fault_of,
    may_be_called,
)

Resolve = Callable[[str, int], Sequence[str]]

_FORM: Final = "application/x-www-form-urlencoded"
_NO_HEADERS: Final[Mapping[str, str]] = types.MappingProxyType({})
_REDIRECTS = range(300, 400)
_PORTS = {"https": 443, "http": 80}


class GuardedFetcher:
    """
    The one way out to addresses that others named; may be shared by threads.

    `allowed` are the private networks in which a deployment has clients of its own;
    `takes_plain_http` is for content that carries a signature of its own.
    """

    def __init__(
        self,
        *,
        allowed: Sequence[Network] = (),
        connect_seconds: float = 2.0,
        total_seconds: float = 6.0,
        most_bytes: int = 256 * 1024,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
        takes_plain_http: bool = False,
    ) -> None:
        self._allowed = tuple(allowed)
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._most_bytes = most_bytes
        self._tls = tls or ssl.create_default_context()
        self._resolve = resolve or _resolve
        self._takes_plain_http = takes_plain_http

    def may_fetch(self, url: str) -> bool:
        """Tell whether `url` is one that may be called, as far as it can be told unresolved."""
        return self._fault_of(url) is None

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        """
        Read `url`, or send it a form.

        :raises FetchFault: if there is no answer, or none may be asked for
        """
        body = None if form is None else urllib.parse.urlencode(form).encode()
        return self._call(url, body=body, content_type=_FORM)

    def send(
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Fetched:
        """
        Send `url` a body of another type than a form's.

        :raises FetchFault: if there is no answer, or none may be asked for
        """
        return self._call(url, body=body, content_type=content_type, headers=headers)

    def exchange(
        self,
        url: str,
        *,
        method: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Fetched:
        """
        Ask `url` with a method and headers of the caller's.

        :raises FetchFault: if there is no answer, or none may be asked for
        """
        return self._call(url, body=body, content_type=content_type, headers=headers, method=method)

    def _fault_of(self, url: str) -> FetchReason | None:
        return fault_of(url, allowed=self._allowed, takes_plain_http=self._takes_plain_http)

    def _call(
        self,
        url: str,
        *,
        body: bytes | None,
        content_type: str,
        headers: Mapping[str, str] = _NO_HEADERS,
        method: str = "",
    ) -> Fetched:
        if fault := self._fault_of(url):
            raise FetchFault(fault)
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        connection = _PinnedConnection(
            host,
            port,
            address=self._checked_address(host, port),
            seconds=self._connect_seconds,
            tls=self._tls if parts.scheme == "https" else None,
        )
        # A time-out on the socket starts anew with each byte: one clock ends the whole call.
        clock = threading.Timer(self._total_seconds, connection.cut)
        clock.daemon = True
        clock.start()
        try:
            more = {**headers, "Content-Type": content_type} if body is not None else headers
            verb = method or ("GET" if body is None else "POST")
            return self._exchange(connection, parts, verb, body, more)
        except (TimeoutError, ssl.SSLError, OSError, http.client.HTTPException) as error:
            is_late = isinstance(error, TimeoutError) or connection.was_cut
            raise FetchFault(FetchReason.TIMEOUT if is_late else FetchReason.CONNECTION) from error
        finally:
            clock.cancel()
            connection.close()

    def _checked_address(self, host: str, port: int) -> str:
        try:
            found = self._resolve(host, port)
            addresses: list[Address] = [ipaddress.ip_address(one) for one in found]
        except (OSError, UnicodeError, ValueError) as error:
            raise FetchFault(FetchReason.NAME_UNKNOWN) from error
        if not addresses:
            raise FetchFault(FetchReason.NAME_UNKNOWN)
        # All of them: a name that also stands for one of ours is no name of a stranger's.
        if not all(may_be_called(one, allowed=self._allowed) for one in addresses):
            raise FetchFault(FetchReason.ADDRESS_PRIVATE)
        return str(addresses[0])

    def _exchange(
        self,
        connection: "_PinnedConnection",
        parts: urllib.parse.SplitResult,
        method: str,
        body: bytes | None,
        more: Mapping[str, str],
    ) -> Fetched:
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        headers = {
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **more,
        }
        connection.request(method, target, body=body, headers=headers)
        with connection.getresponse() as answer:
            if answer.status in _REDIRECTS:
                raise FetchFault(FetchReason.REDIRECTED)
            content = answer.read(self._most_bytes + 1)
        if connection.was_cut:
            # What had come by then may look complete, and is not.
            raise FetchFault(FetchReason.TIMEOUT)
        if len(content) > self._most_bytes:
            raise FetchFault(FetchReason.TOO_LONG)
        return Fetched(
            status=answer.status,
            content_type=answer.headers.get_content_type(),
            body=content,
            headers={name.lower(): value for name, value in answer.headers.items()},
        )


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one checked address, under the name that stands in the certificate."""

    def __init__(
        self, host: str, port: int, *, address: str, seconds: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        self._tls = tls
        self.default_port = _PORTS["https" if tls else "http"]
        self.was_cut = False

    @override
    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            # Wrapped before the handshake begins, so that `cut` ends that too.
            wrapped = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = wrapped
            wrapped.do_handshake()
        if self.was_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End the call from outside: whoever waits for a byte stops waiting."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                # It was closed in the same moment, which is what was wanted.
                return


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Without the scope of a link-local address, which is private anyhow.
    return [str(entry[4][0]).partition("%")[0] for entry in found]
