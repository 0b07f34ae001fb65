"""
Mailboxes as a client: whoever can read a mailbox is its owner (S15-8).

Only the sign-in is spoken, over TLS from the first byte, and with one message for every no.
"""

import base64
import ssl
from collections.abc import Sequence

import structlog

from shiming.kernel.outside import Network
from shiming.trust_sources.types import Connection, SourceReport
from shiming.vendors.trust.answers import SourceSilent, proven, refused, unavailable
from shiming.vendors.trust.tls_line import TlsLine, may_be_reached

_log = structlog.get_logger(__name__)
_LONGEST_NAME = 128
_MOST_LINES = 50


class ImapClient:
    """Speaks with any mail server; may be shared by threads."""

    def __init__(
        self, *, allowed: Sequence[Network] = (), tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = tuple(allowed)
        self._tls = tls or ssl.create_default_context()

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit; `base` is the domain of the mailboxes."""
        if not may_be_reached(connection.address, allowed=self._allowed):
            return "address"
        return "" if connection.base else "base"

    def check_password(self, connection: Connection, *, name: str, password: str) -> SourceReport:
        """Return the mailbox that this name and password open."""
        mailbox = _mailbox(name, domain=connection.base)
        if mailbox is None or not password or "\0" in password:
            return refused("credentials")
        try:
            with self._line(connection) as line:
                _greet(line)
                is_right = _sign_in(line, mailbox, password)
        except SourceSilent:
            _log.warning("trust_sources.imap.unavailable")
            return unavailable("no_answer")
        return proven({"user": mailbox}) if is_right else refused("credentials")

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether the server greets."""
        try:
            with self._line(connection) as line:
                _greet(line)
        except SourceSilent:
            return False
        return True

    def _line(self, connection: Connection) -> TlsLine:
        return TlsLine(connection.address, allowed=self._allowed, tls=self._tls)


def _mailbox(name: str, *, domain: str) -> str | None:
    """Return the one form of all spellings of a mailbox in this domain, or None."""
    local, _, given = name.strip().casefold().partition("@")
    # `user+tag@` is the mailbox `user@` (RFC 5233): one person, and one identity here.
    local = local.partition("+")[0]
    is_ours = not given or given == domain.casefold()
    is_name = 0 < len(local) <= _LONGEST_NAME and local.isprintable() and " " not in local
    return f"{local}@{domain.casefold()}" if is_ours and is_name else None


def _greet(line: TlsLine) -> None:
    if not line.read_line().upper().startswith(b"* OK"):
        raise SourceSilent


def _sign_in(line: TlsLine, mailbox: str, password: str) -> bool:
    """Return whether the server takes both; base64 leaves nothing to end a line with (RFC 4616)."""
    line.send(b"a1 AUTHENTICATE PLAIN\r\n")
    if not line.read_line().startswith(b"+"):
        raise SourceSilent
    line.send(base64.b64encode(f"\0{mailbox}\0{password}".encode()) + b"\r\n")
    for _ in range(_MOST_LINES):
        answer = line.read_line().upper()
        if answer.startswith(b"A1 OK"):
            return True
        # Both are the server's word about these credentials: BAD is what some say to those that
        # they cannot even read.
        if answer.startswith((b"A1 NO", b"A1 BAD")):
            # A server that is out of order also says no, and names the reason (RFC 5530).
            if b"[UNAVAILABLE]" in answer:
                raise SourceSilent
            return False
        if answer.startswith(b"A1"):
            raise SourceSilent
    raise SourceSilent
