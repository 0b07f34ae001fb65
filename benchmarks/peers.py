"""
The protocol beside its peers, over HTTP: `python -m benchmarks.peers [--requests N]`.

Each server is one process on one core, the load comes from the other, in alternating runs; counted
is the CPU of the server's processes, and beside it that of the database's, which a server in memory
does not have. Peers: npm oidc-provider in memory and on PostgreSQL, and Debian's glewlwyd; what
cannot be had here is named, not left out. Needs PostgreSQL in
SHIMING_DATABASE_URL (`tools/with_postgresql.sh`) and `npm install` in `benchmarks/oidc_provider`.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import dataclasses
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping

from benchmarks import glewlwyd

REQUESTS = 1000
RUNS = 3
CHUNK = 20
CONNECTIONS = 8
OURS, IN_MEMORY, ON_POSTGRESQL, GLEWLWYD = 8310, 8311, 8312, 8313
HERE = pathlib.Path(__file__).parent
PEER = HERE / "oidc_provider"
REDIRECT = "https://client.example/callback"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
REFRESH = "refresh with rotation"
BEST_PEER = "oidc-provider in memory"
"""Against whom the bounds are set (QUALITY.md)."""
BOUNDS = {
    "client credentials": 1.3,
    "introspection": 1.3,
    REFRESH: 1.3,
    "code flow": 1.3,
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Places:
    """Where a server has its endpoints."""

    authorize: str
    token: str
    introspect: str
    scope: str = "openid offline_access"
    machine_scope: str = ""
    """What a client asks for itself, where it must ask for something."""
    and_also: str = ""
    """What a browser that is signed in must add to the request for a code."""


class Machine:
    """A client and a browser in one, on one connection that stays open."""

    def __init__(self, *, port: int, places: Places, client: tuple[str, str]) -> None:
        self._connection = http.client.HTTPConnection("localhost", port)
        self._places = places
        pair = ":".join(urllib.parse.quote_plus(part) for part in client)
        self._authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._query = urllib.parse.urlencode(
            {
                "client_id": client[0],
                "redirect_uri": REDIRECT,
                "response_type": "code",
                "scope": places.scope,
                "state": "state",
                "nonce": "nonce",
                "code_challenge": CHALLENGE,
                "code_challenge_method": "S256",
            }
        )
        self._query += places.and_also
        self.cookies: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._refresh_tokens: list[str] = []

    def hang_up(self) -> None:
        """Close the connection, which a server does by itself after a while; it opens anew."""
        self._connection.close()

    def sign_in(self) -> None:
        """Walk through the pages that oidc-provider brings along for development."""
        self.cookies.clear()
        self.hang_up()
        place = f"{self._places.authorize}?{self._query}&prompt=consent"
        for _ in range(8):
            status, location, page = self._ask("GET", place)
            if location.startswith(REDIRECT):
                return
            if status == http.HTTPStatus.OK:
                prompt = "login" if b'value="login"' in page else "consent"
                form = {"prompt": prompt, "login": "somebody", "password": "x"}
                _, location, _ = self._ask("POST", place, urllib.parse.urlencode(form))
            parts = urllib.parse.urlsplit(location)
            place = parts.path + (f"?{parts.query}" if parts.query else "")
        raise SystemExit("the peer did not sign us in")

    def client_credentials(self) -> None:
        """Fetch a token of the client's own."""
        scope = {"scope": self._places.machine_scope} if self._places.machine_scope else {}
        self._post(self._places.token, {"grant_type": "client_credentials", **scope})

    def introspect(self) -> None:
        """Ask what the access token is worth."""
        told = self._post(self._places.introspect, {"token": self._tokens["access_token"]})
        if not told["active"]:
            raise SystemExit("a live token is not active")

    def code_flow(self) -> None:
        """Fetch a code with a live session, and turn it into tokens."""
        status, location, body = self._ask("GET", f"{self._places.authorize}?{self._query}")
        if not location.startswith(REDIRECT):
            raise SystemExit(
                f"no code from {self._places.authorize}: {status} {location} {body[:300]!r}"
            )
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
        self._tokens = self._post(
            self._places.token,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT,
                "code_verifier": VERIFIER,
            },
        )

    def collect(self, times: int) -> None:
        """Fetch refresh tokens of as many grants: one that is refreshed for ever is nobody's."""
        for _ in range(times):
            self.code_flow()
            self._refresh_tokens.append(self._tokens["refresh_token"])

    def refresh(self) -> None:
        """Replace a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": self._refresh_tokens.pop()}
        self._post(self._places.token, form)

    def _post(self, place: str, form: Mapping[str, str]) -> dict[str, str]:
        status, _, body = self._ask("POST", place, urllib.parse.urlencode(form))
        if status != http.HTTPStatus.OK:
            raise SystemExit(f"{place} answered {status}: {body[:200]!r}")
        content: dict[str, str] = json.loads(body)
        return content

    def _ask(self, method: str, place: str, body: str = "") -> tuple[int, str, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Authorization"] = self._authorization
        self._connection.request(method, place, body or None, headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location", ""), response.read()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Server:
    """A server under load, and those who make it."""

    name: str
    process: "subprocess.Popen[bytes]"
    machines: list[Machine]
    has_pages: bool
    """Whether its machines sign in over its own pages, anew for each chunk."""


WORKS: dict[str, Callable[[Machine], None]] = {
    "code flow": Machine.code_flow,
    REFRESH: Machine.refresh,
    "introspection": Machine.introspect,
    "client credentials": Machine.client_credentials,
}


def main() -> int:
    """Print the figures, and 1 if a bound was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many for each figure")
    options = parser.parse_args()
    if not os.environ.get("SHIMING_DATABASE_URL", "").startswith("postgres"):
        print("NOT MEASURED: the comparison needs PostgreSQL in SHIMING_DATABASE_URL")
        return 0
    _pin_database()
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(_ours(stack))]
        if (PEER / "node_modules").is_dir() and shutil.which("node"):
            servers.append(stack.enter_context(_oidc_provider(IN_MEMORY, "")))
            address = os.environ["SHIMING_DATABASE_URL"]
            servers.append(stack.enter_context(_oidc_provider(ON_POSTGRESQL, address)))
        else:
            print("oidc-provider NOT MEASURED: `npm install` in benchmarks/oidc_provider")
        if glewlwyd.is_installed() and shutil.which("psql"):
            servers.append(stack.enter_context(_glewlwyd(GLEWLWYD)))
        else:
            print("glewlwyd NOT MEASURED: `apt install glewlwyd postgresql-client`")
        return _measure(servers, options.requests)


def _measure(servers: list[Server], requests: int) -> int:
    print(f"median of {RUNS} alternating runs of {requests} each; µs of CPU for one")
    print(f"{'work':22} {'server':28} {'requests/CPU-s':>14} {'server':>8} {'database':>9}")
    missed = 0
    for label in WORKS:
        costs: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
        for server in servers:
            # As long as a run: Node compiles what it has seen often.
            _run(server, label, requests)
        for _ in range(RUNS):
            for server in servers:
                costs[server.name].append(_run(server, label, requests))
        medians = {
            name: [statistics.median(column) for column in zip(*found, strict=True)]
            for name, found in costs.items()
        }
        for name, (own, database) in medians.items():
            print(f"{label:22} {name:28} {1e6 / own:14,.0f} {own:8,.0f} {database:9,.0f}")
        if BEST_PEER in medians:
            ratio = medians[BEST_PEER][0] / medians[servers[0].name][0]
            is_met = ratio >= BOUNDS[label]
            missed += not is_met
            word = "met" if is_met else "MISSED"
            print(f"{label:22} {ratio:.2f} × in memory, bound {BOUNDS[label]}: {word}", flush=True)
    return 1 if missed else 0


def _run(server: Server, label: str, requests: int) -> tuple[float, float]:
    """Return the CPU of one request in microseconds, the server's and the database's."""
    spent = [0.0, 0.0]
    chunks = max(1, requests // (CHUNK * len(server.machines)))
    for _ in range(chunks):
        _together(server, lambda machine: _prepare(server, machine, label))
        before = _cpu(server.process.pid), _database_cpu()
        _together(server, lambda machine: _repeat(WORKS[label], machine))
        after = _cpu(server.process.pid), _database_cpu()
        spent = [one + end - start for one, end, start in zip(spent, after, before, strict=True)]
    own, database = (one / (chunks * CHUNK * len(server.machines)) * 1e6 for one in spent)
    return own, database


def _together(server: Server, act: Callable[[Machine], None]) -> None:
    with concurrent.futures.ThreadPoolExecutor(len(server.machines)) as pool:
        for done in [pool.submit(act, machine) for machine in server.machines]:
            done.result()


def _prepare(server: Server, machine: Machine, label: str) -> None:
    machine.hang_up()
    if server.has_pages:
        # The peer in memory slows down with all that hangs on one grant, which is nobody's use.
        machine.sign_in()
    if label == REFRESH:
        machine.collect(CHUNK)
    else:
        machine.code_flow()


def _repeat(work: Callable[[Machine], None], machine: Machine) -> None:
    for _ in range(CHUNK):
        work(machine)


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and its children."""
    total = 0.0
    for line in subprocess.run(
        ["ps", "-o", "pid=", "--pid", str(pid), "--ppid", str(pid)],  # noqa: S607  on the path
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split():
        total += _seconds(int(line))
    return total


def _database_cpu() -> float:
    """Return the CPU seconds of all PostgreSQL processes."""
    return sum(_seconds(pid) for pid in _database_processes())


def _database_processes() -> list[int]:
    """Return all PostgreSQL processes of this machine, which are supposed to be ours."""
    found = subprocess.run(
        ["pgrep", "postgres"],  # noqa: S607  on the path
        check=False,
        capture_output=True,
        text=True,
    )
    return [int(pid) for pid in found.stdout.split()]


def _pin_database() -> None:
    """Keep PostgreSQL on the servers' core: what it does is their work, not the load's."""
    if len(os.sched_getaffinity(0)) > 1:
        for pid in _database_processes():
            # Those that are to come inherit it.
            os.sched_setaffinity(pid, {0})


def _seconds(pid: int) -> float:
    """Return the time on the processor of all threads that live, in the kernel's nanoseconds."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(task.read_text("ascii").split()[0])
    return total / 1e9


@contextlib.contextmanager
def _ours(stack: contextlib.ExitStack) -> Iterator[Server]:
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
        with _served(command, OURS, more, cwd=HERE.parent) as process:
            yield Server(name="shiming", process=process, machines=machines, has_pages=False)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextlib.contextmanager
def _oidc_provider(port: int, database: str) -> Iterator[Server]:
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
def _glewlwyd(port: int) -> Iterator[Server]:
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
    pin = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    process = subprocess.Popen(
        [*pin, *command],
        cwd=cwd,
        env={**os.environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        cores = os.sched_getaffinity(0)
        if len(cores) > 1:
            os.sched_setaffinity(0, cores - {0})
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


if __name__ == "__main__":
    sys.exit(main())
