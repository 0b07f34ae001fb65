"""
The protocol beside its peers, over HTTP: `python -m benchmarks.peers [--requests N]`.

Each server is one process on one core with its database, the load comes from the other, in
alternating runs; counted is the CPU of the server's processes, and beside it that of the
database's, which a server in memory does not have. Peers: npm oidc-provider in memory and on
PostgreSQL, and Debian's glewlwyd; what cannot be had here is named, not left out. Needs PostgreSQL
in SHIMING_DATABASE_URL (`tools/with_postgresql.sh`) and `npm install` in
`benchmarks/oidc_provider`.
"""

import argparse
import concurrent.futures
import contextlib
import os
import shutil
import statistics
import sys
from collections.abc import Callable

from benchmarks import cores
from benchmarks.peers import glewlwyd
from benchmarks.peers.machine import Machine, Server
from benchmarks.peers.servers import (
    BEST_PEER,
    GLEWLWYD,
    IN_MEMORY,
    ON_POSTGRESQL,
    PEER,
    glewlwyd_server,
    oidc_provider,
    ours,
)

REQUESTS = 1000
RUNS = 3
CHUNK = 20
REFRESH = "refresh with rotation"
BOUNDS = {
    "client credentials": 1.3,
    "introspection": 1.3,
    REFRESH: 1.3,
    "code flow": 1.3,
}
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
    cores.pin_database()
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(ours(stack))]
        if (PEER / "node_modules").is_dir() and shutil.which("node"):
            servers.append(stack.enter_context(oidc_provider(IN_MEMORY, "")))
            address = os.environ["SHIMING_DATABASE_URL"]
            servers.append(stack.enter_context(oidc_provider(ON_POSTGRESQL, address)))
        else:
            print("oidc-provider NOT MEASURED: `npm install` in benchmarks/oidc_provider")
        if glewlwyd.is_installed() and shutil.which("psql"):
            servers.append(stack.enter_context(glewlwyd_server(GLEWLWYD)))
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
        before = cores.cpu_of(server.process.pid), cores.cpu_of_database()
        _together(server, lambda machine: _repeat(WORKS[label], machine))
        after = cores.cpu_of(server.process.pid), cores.cpu_of_database()
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


if __name__ == "__main__":
    sys.exit(main())
