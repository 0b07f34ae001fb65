"""
Debian's glewlwyd, set up over its own API for the comparison: `apt install glewlwyd`.

It does all the work that is measured: code flow with PKCE, one-time refresh tokens, introspection,
client credentials. What it cannot do beside ours: token exchange, a durable audit record in the
same transaction, opaque access tokens (each of its tokens costs a signature); and a refresh token
that comes twice disables the chain's last refresh token only, not its access tokens.
"""

import contextlib
import http.client
import http.cookies
import json
import pathlib
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks import cores

BINARY = pathlib.Path("/usr/bin/glewlwyd")
_SCRIPTS = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install")
TABLES, FIRST_USER = _SCRIPTS / "pgsql", _SCRIPTS / "postgre.default.sql"
DATABASE = "glewlwyd_benchmark"
COOKIE = "GLEWLWYD2_SESSION_ID"
CLIENT, USER, PASSWORD = "benchmark", "admin", "password"  # the package's own first password
_CONFIGURATION = """
port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="ERROR"
log_file="{folder}/log"
cookie_domain="localhost"
cookie_secure=0
session_expiration=2419200
session_key="{cookie}"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "postgre" conninfo = "{conninfo}" }};
"""


def is_installed() -> bool:
    """Tell whether Debian's package is there."""
    return BINARY.exists() and TABLES.exists()


@contextlib.contextmanager
def running(
    port: int, address: str, redirect_uri: str
) -> "Iterator[tuple[subprocess.Popen[bytes], str, str]]":
    """Run it on a database of its own; yield process, client secret, session cookie."""
    parts = urllib.parse.urlsplit(address)
    base = f"{parts.scheme}://{parts.netloc}"
    _sql(
        f"{base}{parts.path}", f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}"
    )
    try:
        _sql(f"{base}/{DATABASE}", "CREATE EXTENSION pgcrypto")
        for script in (TABLES, FIRST_USER):
            subprocess.run(
                ["psql", "-q", "-v", "ON_ERROR_STOP=1", f"{base}/{DATABASE}", "-f", str(script)],  # noqa: S607
                check=True,
                capture_output=True,
            )
        with tempfile.TemporaryDirectory() as folder:
            configuration = pathlib.Path(folder) / "glewlwyd.conf"
            text = _CONFIGURATION.format(
                port=port,
                folder=folder,
                cookie=COOKIE,
                conninfo=f"{base}/{DATABASE}".replace("postgres:", "postgresql:"),
            )
            configuration.write_text(text, "utf-8")
            process = subprocess.Popen([str(BINARY), "-c", str(configuration)])
            cores.pin(process.pid)
            try:
                secret, cookie = _set_up(port, redirect_uri)
                yield process, secret, cookie
            finally:
                process.terminate()
                process.wait()
    finally:
        _sql(f"{base}{parts.path}", f"DROP DATABASE IF EXISTS {DATABASE}")


def _sql(address: str, *statements: str) -> None:
    for statement in statements:
        command = ["psql", "-q", address, "-c", statement]
        subprocess.run(command, check=True, capture_output=True)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"glewlwyd does not answer on port {port}")


def _set_up(port: int, redirect_uri: str) -> tuple[str, str]:
    """Sign the administrator in, and make scope, plug-in, client and grant over the API."""
    _wait_for(port)
    session = ""

    def ask(method: str, path: str, content: Mapping[str, object]) -> str:
        """Send JSON, and return the session's cookie if one is set."""
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        headers = {"Content-Type": "application/json", "Cookie": f"{COOKIE}={session}"}
        connection.request(method, f"/api/{path}", json.dumps(content), headers)
        response = connection.getresponse()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"glewlwyd: {path} answered {response.status} {response.read()!r}")
        cookies = http.cookies.SimpleCookie(response.headers.get("Set-Cookie", ""))
        connection.close()
        return cookies[COOKIE].value if COOKIE in cookies else ""

    session = ask("POST", "auth/", {"username": USER, "password": PASSWORD})
    ask("POST", "scope/", {"name": "work", "display_name": "work", "password_required": False})
    ask("PUT", f"user/{USER}", {"scope": ["g_admin", "g_profile", "openid"], "enabled": True})
    key = ec.generate_private_key(ec.SECP256R1())
    ask(
        "POST",
        "mod/plugin/",
        {
            "module": "oidc",
            "name": "oidc",
            "display_name": "oidc",
            "enabled": True,
            "parameters": {
                "iss": f"http://localhost:{port}",
                "jwt-type": "ecdsa",
                "jwt-key-size": "256",
                "key": key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ).decode(),
                "cert": key.public_key()
                .public_bytes(
                    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
                )
                .decode(),
                "access-token-duration": 600,
                "refresh-token-duration": 2419200,
                "code-duration": 60,
                "refresh-token-rolling": False,
                "refresh-token-one-use": "always",
                "allow-non-oidc": True,
                "auth-type-code-enabled": True,
                "auth-type-code-revoke-replayed": True,
                "auth-type-token-enabled": False,
                "auth-type-id-token-enabled": True,
                "auth-type-none-enabled": False,
                "auth-type-password-enabled": False,
                "auth-type-client-enabled": True,
                "auth-type-device-enabled": False,
                "auth-type-refresh-enabled": True,
                "subject-type": "public",
                "pkce-allowed": True,
                "pkce-required": True,
                "pkce-method-plain-allowed": False,
                "introspection-revocation-allowed": True,
                "introspection-revocation-allow-target-client": True,
                "jwks-show": True,
                "request-parameter-allow": False,
            },
        },
    )
    secret = secrets.token_urlsafe(32)
    ask(
        "POST",
        "client/",
        {
            "client_id": CLIENT,
            "name": CLIENT,
            "client_secret": secret,
            "confidential": True,
            "enabled": True,
            "authorization_type": ["code", "refresh_token", "client_credentials"],
            "token_endpoint_auth_method": ["client_secret_basic"],
            "redirect_uri": [redirect_uri],
            "scope": ["openid", "work"],
        },
    )
    ask("PUT", f"auth/grant/{CLIENT}", {"scope": "openid"})
    return secret, session
