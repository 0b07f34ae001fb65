"""
The units of SMPP 3.4 (Short Message Peer-to-Peer Protocol Specification v3.4, Issue 1.2).

Only what a sender of texts needs: bind_transceiver, submit_sm, deliver_sm, enquire_link, unbind and
generic_nack. Reading is strict: what is not whole raises `Garbled`, for nothing after it can be
trusted.
"""

import dataclasses
import enum
import struct
from collections.abc import Callable, Mapping

_HEADER = struct.Struct(">IIII")
_TLV = struct.Struct(">HH")
_RESPONSE = 0x8000_0000
# Far above any unit that is sent here; guards against reading for ever.
MOST_BYTES = 64 * 1024
INTERFACE_VERSION = 0x34


class Garbled(ValueError):
    """The bytes are no SMPP."""


class Command(enum.IntEnum):
    """What a unit asks for (section 5.1.2.1); its answer has the highest bit set."""

    UNBIND = 0x06
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    GENERIC_NACK = 0x8000_0000
    UNBIND_RESP = 0x8000_0006
    SUBMIT_SM_RESP = 0x8000_0004
    DELIVER_SM_RESP = 0x8000_0005
    BIND_TRANSCEIVER_RESP = 0x8000_0009
    ENQUIRE_LINK_RESP = 0x8000_0015


class Status(enum.IntEnum):
    """How it went (section 5.1.3); other numbers occur, each network has its own."""

    OK = 0x00
    INVALID_LENGTH = 0x01
    INVALID_COMMAND = 0x03
    NOT_BOUND = 0x04
    SYSTEM_ERROR = 0x08
    INVALID_DESTINATION = 0x0B
    INVALID_PASSWORD = 0x0E
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    TEMPORARY_APPLICATION_ERROR = 0x64


class Tag(enum.IntEnum):
    """Optional parameters (section 5.3.2)."""

    RECEIPTED_MESSAGE_ID = 0x001E
    MESSAGE_STATE = 0x0427


class EsmClass(enum.IntFlag):
    """What a short message is (section 5.2.12)."""

    RECEIPT = 0x04
    HAS_HEADER = 0x40


UCS2 = 0x08


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pdu:
    """One unit; `repr` shows no body, since texts and numbers stand in it."""

    command: int
    sequence: int
    status: int = Status.OK
    body: bytes = dataclasses.field(default=b"", repr=False)

    @property
    def is_answer(self) -> bool:
        """Tell whether it answers a unit of ours."""
        return bool(self.command & _RESPONSE)

    def answer(self, *, status: int = Status.OK, body: bytes = b"") -> "Pdu":
        """Return the answer to this unit."""
        return Pdu(
            command=self.command | _RESPONSE, sequence=self.sequence, status=status, body=body
        )

    def encode(self) -> bytes:
        """Return the unit as it goes over the wire."""
        length = _HEADER.size + len(self.body)
        return _HEADER.pack(length, self.command, self.status, self.sequence) + self.body


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """The content of submit_sm and deliver_sm (sections 4.4.1 and 4.6.1), which are alike."""

    source: str = ""
    destination: str = dataclasses.field(default="", repr=False)
    esm_class: int = 0
    wants_receipt: bool = False
    data_coding: int = UCS2
    content: bytes = dataclasses.field(default=b"", repr=False)
    options: Mapping[int, bytes] = dataclasses.field(default_factory=dict, repr=False)

    def encode(self) -> bytes:
        """Return the body of a unit."""
        if len(self.content) > 254:  # noqa: PLR2004 - section 5.2.22
            raise Garbled("a short message has at most 254 octets")
        source_type, destination_type = (_address_type(one) for one in (self.source, ""))
        return b"".join(
            (
                c_string(""),
                source_type,
                c_string(self.source),
                destination_type,
                c_string(self.destination),
                bytes((self.esm_class, 0, 0)),
                c_string(""),
                c_string(""),
                bytes((int(self.wants_receipt), 0, self.data_coding, 0, len(self.content))),
                self.content,
                *(_TLV.pack(tag, len(value)) + value for tag, value in self.options.items()),
            )
        )

    @classmethod
    def decode(cls, body: bytes) -> "ShortMessage":
        """
        Read the body of a unit.

        :raises Garbled: if it is not whole
        """
        reader = _Reader(body)
        reader.c_string()
        reader.take(2)
        source = reader.c_string()
        reader.take(2)
        destination = reader.c_string()
        esm_class, _protocol, _priority = reader.take(3)
        reader.c_string()
        reader.c_string()
        registered, _replace, data_coding, _default, length = reader.take(5)
        content = reader.take(length)
        return cls(
            source=source,
            destination=destination,
            esm_class=esm_class,
            wants_receipt=bool(registered & 1),
            data_coding=data_coding,
            content=content,
            options=reader.options(),
        )


def c_string(text: str) -> bytes:
    """Return a C-octet string."""
    return text.encode("ascii") + b"\0"


def read_c_string(body: bytes) -> str:
    """
    Return the C-octet string that a body begins with.

    :raises Garbled: if it has no end or is not ASCII
    """
    return _Reader(body).c_string()


def bind_body(*, system_id: str, password: str) -> bytes:
    """Return the body of bind_transceiver (section 4.1.5)."""
    return b"".join(
        (
            c_string(system_id),
            c_string(password),
            c_string(""),
            bytes((INTERFACE_VERSION, 0, 0)),
            c_string(""),
        )
    )


def read_bind_body(body: bytes) -> tuple[str, str]:
    """
    Return system id and password out of the body of bind_transceiver.

    :raises Garbled: if it is not whole
    """
    reader = _Reader(body)
    return reader.c_string(), reader.c_string()


def read_pdu(receive: Callable[[int], bytes]) -> Pdu | None:
    """
    Read one unit from a stream, or None at its end; `receive` gives at most so many bytes.

    :raises Garbled: if it is no unit, or breaks off
    """
    header = _receive_all(receive, _HEADER.size, may_end=True)
    if not header:
        return None
    length, command, status, sequence = _HEADER.unpack(header)
    if not _HEADER.size <= length <= MOST_BYTES:
        raise Garbled("impossible length")
    body = _receive_all(receive, length - _HEADER.size)
    return Pdu(command=command, status=status, sequence=sequence, body=body)


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._body[self._at : self._at + count]
        if len(taken) != count:
            raise Garbled("it breaks off")
        self._at += count
        return taken

    def c_string(self) -> str:
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise Garbled("a string without an end")
        text = self._body[self._at : end]
        self._at = end + 1
        if not text.isascii():
            raise Garbled("a string that is not ASCII")
        return text.decode("ascii")

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, length = _TLV.unpack(self.take(_TLV.size))
            found[tag] = self.take(length)
        return found


def _receive_all(receive: Callable[[int], bytes], count: int, *, may_end: bool = False) -> bytes:
    received = b""
    while len(received) < count:
        more = receive(count - len(received))
        if not more:
            if may_end and not received:
                return b""
            raise Garbled("it breaks off")
        received += more
    return received


def _address_type(source: str) -> bytes:
    """Return type and plan: unknown for a sender's short number, international for a mobile."""
    return bytes((0, 0)) if source else bytes((1, 1))
