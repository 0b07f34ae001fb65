"""
LDAP as a client: find the one entry with this name, then bind as it with the password.

The two messages that this takes are written here over `asn1crypto`: the LDAP library that Python
has is LGPL and unmaintained. A filter is sent as ASN.1, never as text: there is nothing to inject
into. The connection is TLS from the first byte.
"""

import ssl
from collections.abc import Iterator, Mapping, Sequence

import structlog
from asn1crypto import core, parser

from shiming.kernel.outside import Network
from shiming.trust_sources.types import Connection, SourceReport
from shiming.vendors.trust.answers import SourceSilent, proven, refused, unavailable
from shiming.vendors.trust.tls_line import TlsLine, may_be_reached

_log = structlog.get_logger(__name__)
# Classes, methods and tags of BER and of RFC 4511.
_APPLICATION, _CONTEXT = 1, 2
_PLAIN, _BUILT = 0, 1
_BIND, _BIND_ANSWER, _SEARCH, _ENTRY, _DONE, _REFERENCE = 0, 1, 3, 4, 5, 19
_SIMPLE, _EQUALITY = 0, 3
_VERSION, _WHOLE_SUBTREE, _NEVER_FOLLOW = 3, 2, 0
_SUCCESS, _SIZE_LIMIT = 0, 4
# It failed itself, ran out of time, is busy or unavailable, or cannot say what is wrong. Every
# other code is a no: were a locked entry one of these, somebody could lock it to have us believe
# that the directory is down.
_OUT_OF_ORDER = frozenset({1, 3, 51, 52, 80})
_LONGEST_NAME = 128
_MOST_ENTRIES = 2
_SECONDS = 5
_LONG_FORM = 0x80
_LONGEST_LENGTH = 4


class LdapClient:
    """Speaks with any directory over TLS; may be shared by threads."""

    def __init__(
        self, *, allowed: Sequence[Network] = (), tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = tuple(allowed)
        self._tls = tls or ssl.create_default_context()

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not may_be_reached(connection.address, allowed=self._allowed):
            return "address"
        for name in ("base", "name_attribute"):
            if not getattr(connection, name):
                return name
        return "secret" if connection.client_id and not connection.secret else ""

    def check_password(self, connection: Connection, *, name: str, password: str) -> SourceReport:
        """Return the entry of whoever has this name and password."""
        # A bind without password succeeds as nobody, and proves nothing (RFC 4513, 5.1.2).
        if not password or not 0 < len(name) <= _LONGEST_NAME or "\0" in name + password:
            return refused("credentials")
        try:
            with self._line(connection) as line:
                return _check(line, connection, name=name.strip(), password=password)
        except (SourceSilent, ValueError, IndexError) as error:
            _log.warning("trust_sources.ldap.unavailable", reason=type(error).__name__)
            return unavailable("no_answer")

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether the directory lets the platform in."""
        try:
            with self._line(connection) as line:
                return _bind(line, 1, connection.client_id, connection.secret) == _SUCCESS
        except (SourceSilent, ValueError, IndexError):
            return False

    def _line(self, connection: Connection) -> TlsLine:
        return TlsLine(connection.address, allowed=self._allowed, tls=self._tls)


def _check(line: TlsLine, connection: Connection, *, name: str, password: str) -> SourceReport:
    if _bind(line, 1, connection.client_id, connection.secret) != _SUCCESS:
        raise SourceSilent
    entries = _search(line, 2, connection, name)
    found = entries[0] if len(entries) == 1 else None
    # Unknown names take a bind as well: the time says nothing about who is in the directory.
    result = _bind(line, 3, connection.base if found is None else found[0], password)
    if result in _OUT_OF_ORDER and found is not None:
        raise SourceSilent
    if found is None or result != _SUCCESS:
        return refused("credentials")
    return proven(found[1])


def _bind(line: TlsLine, number: int, name: str, password: str) -> int:
    """Return the result code of a simple bind."""
    body = (
        core.Integer(_VERSION).dump()
        + _text(name)
        + _emit(_CONTEXT, _PLAIN, _SIMPLE, password.encode())
    )
    line.send(_message(number, _emit(_APPLICATION, _BUILT, _BIND, body)))
    tag, content = _answer(line, number)
    if tag != _BIND_ANSWER:
        raise SourceSilent
    return _result_code(content)


def _search(
    line: TlsLine, number: int, connection: Connection, name: str
) -> list[tuple[str, Mapping[str, object]]]:
    """Return names and attributes of the entries that are called this; two are one too many."""
    filter_ = _emit(_CONTEXT, _BUILT, _EQUALITY, _text(connection.name_attribute) + _text(name))
    wanted = _emit(0, _BUILT, core.Sequence.tag, _text("*") + _text("+"))
    body = (
        _text(connection.base)
        + _enumerated(_WHOLE_SUBTREE)
        + _enumerated(_NEVER_FOLLOW)
        + core.Integer(_MOST_ENTRIES).dump()
        + core.Integer(_SECONDS).dump()
        + core.Boolean(False).dump()  # noqa: FBT003  the value is what it is
        + filter_
        + wanted
    )
    line.send(_message(number, _emit(_APPLICATION, _BUILT, _SEARCH, body)))
    found = []
    while True:
        tag, content = _answer(line, number)
        if tag == _ENTRY:
            found.append(_entry(content))
        elif tag == _DONE:
            if _result_code(content) not in {_SUCCESS, _SIZE_LIMIT}:
                raise SourceSilent
            return found
        elif tag != _REFERENCE:
            raise SourceSilent


def _entry(content: bytes) -> tuple[str, Mapping[str, object]]:
    name, attributes = (value for _, value in _parts(content))
    claims: dict[str, object] = {}
    for _, pair in _parts(attributes):
        key, values = (value for _, value in _parts(pair))
        texts = [value.decode(errors="replace") for _, value in _parts(values)]
        claims[key.decode(errors="replace")] = texts
    return name.decode(), claims


def _answer(line: TlsLine, number: int) -> tuple[int, bytes]:
    """Return the next message's operation; one that answers another question is none."""
    head = line.read(2)
    length = head[1]
    if length & _LONG_FORM:
        count = length & ~_LONG_FORM
        if not 0 < count <= _LONGEST_LENGTH:
            raise SourceSilent
        length = int.from_bytes(line.read(count), "big")
    parts = list(_parts(line.read(length)))
    if head[0] != 0x30 or len(parts) < 2 or int.from_bytes(parts[0][1], "big") != number:  # noqa: PLR2004  a sequence of number and operation
        raise SourceSilent
    return parts[1]


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of what stands one after another."""
    while content:
        _, _, tag, header, value, trailer = parser.parse(content)
        yield tag, value
        content = content[len(header) + len(value) + len(trailer) :]


def _result_code(content: bytes) -> int:
    return int.from_bytes(next(_parts(content))[1], "big")


def _message(number: int, operation: bytes) -> bytes:
    return _emit(0, _BUILT, core.Sequence.tag, core.Integer(number).dump() + operation)


def _text(text: str) -> bytes:
    return _emit(0, _PLAIN, core.OctetString.tag, text.encode())


def _enumerated(value: int) -> bytes:
    return _emit(0, _PLAIN, 10, bytes([value]))


def _emit(class_: int, method: int, tag: int, content: bytes) -> bytes:
    emitted: bytes = parser.emit(class_, method, tag, content)
    return emitted
