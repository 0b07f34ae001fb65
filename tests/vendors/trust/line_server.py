"""A TLS server on loopback that talks as a test tells it to, and a small directory (LDAP)."""

import contextlib
import datetime as dt
import pathlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Talk = Callable[[ssl.SSLSocket], None]


def contexts(
    folder: pathlib.Path, *, name: str = "localhost"
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the server's context, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())


@contextlib.contextmanager
def serving(talk: Talk, *, tls: ssl.SSLContext) -> Iterator[str]:
    """Talk with whoever comes, one after another, and yield `host:port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                    with tls.wrap_socket(plain, server_side=True) as line:
                        talk(line)
                except (OSError, EOFError):
                    if listener.fileno() < 0:
                        return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"localhost:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


class Directory:
    """
    Knows entries by distinguished name, with a password each (RFC 4511, as far as clients ask).

    Lengths are written in the long form of four octets, as Active Directory does.
    """

    def __init__(self, entries: dict[str, tuple[str, dict[str, list[str]]]]) -> None:
        self.entries = entries
        self.binds: list[tuple[str, str]] = []
        self.filters: list[tuple[str, str]] = []
        self.answers_to: Callable[[int], int] = lambda number: number
        self.refusals: dict[str, int] = {}
        """Result codes of binds as these entries, whatever the password."""

    def __call__(self, line: ssl.SSLSocket) -> None:
        while message := _read(line):
            (_, number), (operation, body) = _parts(message)[:2]
            back = self.answers_to(number[0])
            if operation == 0x60:
                line.sendall(_message(back, 0x61, _result(self._bind(body))))
            elif operation == 0x63:
                for name, attributes in self._search(body):
                    line.sendall(_message(back, 0x64, _tlv(4, name.encode()) + attributes))
                line.sendall(_message(back, 0x65, _result(0)))

    def _bind(self, body: bytes) -> int:
        _, (_, name), (kind, password) = _parts(body)
        assert kind == 0x80
        self.binds.append((name.decode(), password.decode()))
        if not password:
            return 0
        if name.decode() in self.refusals:
            return self.refusals[name.decode()]
        known = self.entries.get(name.decode())
        return 0 if known is not None and known[0] == password.decode() else 49

    def _search(self, body: bytes) -> Iterator[tuple[str, bytes]]:
        kind, content = _parts(body)[6]
        assert kind == 0xA3
        attribute, value = (part.decode() for _, part in _parts(content))
        self.filters.append((attribute, value))
        for name, (_, attributes) in self.entries.items():
            if value in attributes.get(attribute, []):
                listed = b"".join(
                    _tlv(
                        0x30,
                        _tlv(4, key.encode())
                        + _tlv(0x31, b"".join(_tlv(4, one.encode()) for one in values)),
                    )
                    for key, values in attributes.items()
                )
                yield name, _tlv(0x30, listed)


def _read(line: ssl.SSLSocket) -> bytes:
    head = line.recv(2)
    if len(head) < 2:
        return b""
    length = head[1]
    if length & 0x80:
        length = int.from_bytes(line.recv(length & 0x7F), "big")
    body = b""
    while len(body) < length:
        body += line.recv(length - len(body))
    return body


def _parts(content: bytes) -> list[tuple[int, bytes]]:
    found = []
    while content:
        length, start = content[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(content[2:start], "big")
        found.append((content[0], content[start : start + length]))
        content = content[start + length :]
    return found


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def _result(code: int) -> bytes:
    return _tlv(10, bytes([code])) + _tlv(4, b"") + _tlv(4, b"")


def _message(number: int, operation: int, body: bytes) -> bytes:
    return _tlv(0x30, _tlv(2, bytes([number])) + _tlv(operation, body))
