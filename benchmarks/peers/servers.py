"""The servers under load, ours and the peers, each set up with a client and started."""

import base64
import contextlib
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping

from benchmarks import cores
from benchmarks.peers import glewlwyd
from benchmarks.peers.machine import CONNECTIONS, REDIRECT, Machine, Places, Server

OURS, IN_MEMORY, ON_POSTGRESQL, GLEWLWYD = 8310, 8311, 8312, 8313
ROOT = pathlib.Path(__file__).parents[2]
PEER = ROOT / "benchmarks" / "oidc_provider"
BEST_PEER = "oidc-provider in memory"
"""Against whom the bounds are set (QUALITY.md)."""


@contextlib.contextmanager
def ours(stack: contextlib.ExitStack) -> Iterator[Server]:
    """Serve our own engine, as a WSGI server would, on a database made for it."""
    # As `tests.settings` has them, but the same in the server's process.
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SHIMING_MODE": "test",
        "SHIMING_DATA_DIR": stack.enter_context(tempfile.TemporaryDirectory()),
        "SHIMING_BASE_URL": f"http://localhost:{OURS}",
        "SHIMING_SECRET_KEY": secrets.token_urlsafe(48),
        "SHIMING_MASTER_KEYS": f"all={base64.b64encode(secrets.token_bytes(32)).decode()}",
    }
    import django  # noqa: PLC0415  it needs the variable

    django.setup()
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    from shiming.accounts.models import Account  # noqa: PLC0415
    from shiming.identity_provider import ports  # noqa: PLC0415
    from shiming.identity_provider.actions.rotate_signing_key import (  # noqa: PLC0415
        rotate_signing_key,
    )
    from shiming.kernel import clock  # noqa: PLC0415
    from shiming.kernel.actor import system_actor  # noqa: PLC0415
    from tests.cast import PROOFED_CITIZEN  # noqa: PLC0415
    from tests.factories import accounts  # noqa: PLC0415
    from tests.factories.identity_provider import SECRET, make_client  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        now = clock.now()
        rotate_signing_key(actor=system_actor(device="benchmark"), now=now)
        client = make_client(
            grant_types=["authorization_code", "refresh_token", "client_credentials"]
        )
        account = Account.objects.first() or accounts.make_account_of(
            PROOFED_CITIZEN, is_attached=True, now=now
        )
        started = accounts.start_session(account, visit=accounts.make_visit(), now=now)
        machines = [
            Machine(
                port=OURS,
                places=Places(
                    authorize="/oauth2/authorize",
                    token="/oauth2/token",  # noqa: S106 - an address
                    introspect="/oauth2/introspect",
                ),
                client=(client.client_id, SECRET),
            )
            for _ in range(CONNECTIONS)
        ]
        for machine in machines:
            machine.cookies[ports.provider_settings().session_cookie] = started.cookie_value
        command = [
            str(pathlib.Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "--port", str(OURS), "--workers", "1"),
            *("--blocking-threads", "1", "--no-ws", "--no-access-log"),
            "benchmarks.served:application",
        ]
        more = {"BENCHMARK_DATABASE": str(connection.settings_dict["NAME"])}
        with _served(command, OURS, more, cwd=ROOT) as process:
            yield Server(name="shiming", process=process, machines=machines, has_pages=False)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextlib.contextmanager
def oidc_provider(port: int, database: str) -> Iterator[Server]:
    """Serve npm's oidc-provider, in memory or on a database at `database`."""
    secret = secrets.token_urlsafe(32)
    more = {"PEER_PORT": str(port), "PEER_SECRET": secret, "NODE_ENV": "production"}
    if database:
        more["PEER_DATABASE_URL"] = database
    with _served(["node", "server.mjs"], port, more, cwd=PEER) as process:
        machines = [
            Machine(
                port=port,
                places=Places(
                    authorize="/auth",
                    token="/token",  # noqa: S106 - an address
                    introspect="/token/introspection",
                ),
                client=("benchmark", secret),
            )
            for _ in range(CONNECTIONS)
        ]
        where = "on PostgreSQL" if database else "in memory"
        yield Server(
            name=f"oidc-provider {where}", process=process, machines=machines, has_pages=True
        )


@contextlib.contextmanager
def glewlwyd_server(port: int) -> Iterator[Server]:
    """Serve Debian's glewlwyd on PostgreSQL."""
    address = os.environ["SHIMING_DATABASE_URL"]
    with glewlwyd.running(port, address, REDIRECT) as (process, secret, cookie):
        machines = [
            Machine(
                port=port,
                places=Places(
                    authorize="/api/oidc/auth",
                    token="/api/oidc/token",  # noqa: S106 - an address
                    introspect="/api/oidc/introspect",
                    scope="openid",
                    machine_scope="work",
                    # Its own sign-in page adds this when it sends people on.
                    and_also="&g_continue",
                ),
                client=(glewlwyd.CLIENT, secret),
            )
            for _ in range(CONNECTIONS)
        ]
        for machine in machines:
            machine.cookies[glewlwyd.COOKIE] = cookie
        name = "glewlwyd on PostgreSQL"
        yield Server(name=name, process=process, machines=machines, has_pages=False)


@contextlib.contextmanager
def _served(
    command: list[str], port: int, more: Mapping[str, str], *, cwd: pathlib.Path
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a server on the first core, and stay off it ourselves."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    cores.pin(process.pid)
    try:
        cores.leave()
        _wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")
