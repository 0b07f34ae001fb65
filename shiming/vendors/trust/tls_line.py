"""
One TLS connection to a host that an officer named, guarded like the fetcher's (`vendors/outside`).

The name is resolved once, every address that it stands for is checked, the connection goes to the
very address that was checked, and one clock ends the whole conversation.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from shiming.kernel.outside import Network, literal_of, may_be_called
from shiming.vendors.trust.answers import SourceSilent

_CONNECT_SECONDS = 3.0
_TOTAL_SECONDS = 8.0
_MOST_BYTES = 256 * 1024
_HIGHEST_PORT = 65_535


class TlsLine:
    """A conversation; leaving the `with` block ends it."""

    def __init__(
        self,
        address: str,
        *,
        allowed: Sequence[Network],
        tls: ssl.SSLContext,
        total_seconds: float = _TOTAL_SECONDS,
    ) -> None:
        self._place = place_of(address)
        self._allowed = allowed
        self._tls = tls
        self._total_seconds = total_seconds
        self._socket: ssl.SSLSocket | None = None
        self._clock: threading.Timer | None = None
        self._read = 0
        self._kept = b""

    def __enter__(self) -> Self:
        """
        Connect.

        :raises SourceSilent: if that is not possible, or not allowed
        """
        if self._place is None:
            raise SourceSilent
        host, port = self._place
        try:
            plain = socket.create_connection((self._checked(host, port), port), _CONNECT_SECONDS)
            # Wrapping empties the plain socket, so that `_cut` could not end it any more; the
            # handshake waits until there is what can be cut.
            self._socket = self._tls.wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            )
            self._clock = threading.Timer(self._total_seconds, _cut, (self._socket,))
            self._clock.daemon = True
            self._clock.start()
            self._socket.do_handshake()
        except (OSError, UnicodeError, ValueError) as error:
            self._end()
            raise SourceSilent from error
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._end()

    def send(self, content: bytes) -> None:
        """
        Say something.

        :raises SourceSilent: if nobody listens any more
        """
        try:
            self._live().sendall(content)
        except OSError as error:
            raise SourceSilent from error

    def read(self, count: int) -> bytes:
        """
        Return exactly this many bytes.

        :raises SourceSilent: if they do not come, or it was too much in all
        """
        while len(self._kept) < count:
            self._more()
        found, self._kept = self._kept[:count], self._kept[count:]
        return found

    def read_line(self) -> bytes:
        r"""
        Return what stands before the next end of a line.

        :raises SourceSilent: if none comes, or it was too much in all
        """
        while b"\r\n" not in self._kept:
            self._more()
        found, _, self._kept = self._kept.partition(b"\r\n")
        return found

    def _more(self) -> None:
        try:
            piece = self._live().recv(16 * 1024)
        except OSError as error:
            raise SourceSilent from error
        self._read += len(piece)
        if not piece or self._read > _MOST_BYTES:
            raise SourceSilent
        self._kept += piece

    def _live(self) -> ssl.SSLSocket:
        if self._socket is None:
            raise SourceSilent
        return self._socket

    def _checked(self, host: str, port: int) -> str:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in entries]
        # All of them: a name that also stands for one of ours is no name of a stranger's.
        if not found or not all(may_be_called(one, allowed=self._allowed) for one in found):
            raise SourceSilent
        return str(found[0])

    def _end(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def place_of(address: str) -> tuple[str, int] | None:
    """Return host and port of `host:port`, or None if it is something else."""
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT
    is_host = bool(host) and host.isascii() and not set(host) & set(" /@#?\\\t\r\n")
    return (host, int(port)) if is_port and is_host else None


def may_be_reached(address: str, *, allowed: Sequence[Network]) -> bool:
    """Tell whether `host:port` may be called, as far as it can be told unresolved."""
    place = place_of(address)
    if place is None:
        return False
    literal = literal_of(place[0])
    return literal is None or may_be_called(literal, allowed=allowed)


def _cut(connection: socket.socket) -> None:
    """End it from outside: whoever waits for a byte stops waiting."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It was closed in the same moment, which is what was wanted.
        return
