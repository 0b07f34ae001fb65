"""Runs Debian's nginx with a server of a test, and signs the certificates that it takes."""

import contextlib
import dataclasses
import datetime as dt
import ipaddress
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_FRAME = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{server}
}}
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Authority:
    """Somebody who signs certificates, and writes them beside their keys."""

    folder: pathlib.Path
    name: str
    key: ec.EllipticCurvePrivateKey = dataclasses.field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def issue(self, name: str, *, is_authority: bool = False) -> pathlib.Path:
        """Return a file with a certificate and its key."""
        now = dt.datetime.now(dt.UTC)
        key = self.key if is_authority else ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(minutes=1))
            .not_valid_after(now + dt.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / f"{name}-{secrets.token_hex(4)}.pem"
        file.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return file


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextlib.contextmanager
def running(server: str, *, folder: pathlib.Path, port: int) -> Iterator[None]:
    """Run nginx with a server that listens on `port`; skip where it is not installed."""
    binary = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if binary is None:
        pytest.skip("NOT RUN: Debian's nginx is not installed (make peers)")
    configuration = folder / "nginx.conf"
    configuration.write_text(
        # As root nginx would change to a user who may not read the folder of the test.
        ("user root;\n" if os.geteuid() == 0 else "") + _FRAME.format(folder=folder, server=server),
        encoding="utf-8",
    )
    command = [binary, "-c", str(configuration), "-p", str(folder), "-e", str(folder / "early")]
    process = subprocess.Popen(command)
    try:
        _wait_for(port, process, folder / "error.log")
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: pathlib.Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            pytest.fail(f"nginx did not start: {log.read_text() if log.exists() else ''}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not answer")
