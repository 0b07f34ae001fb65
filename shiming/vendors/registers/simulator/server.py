"""Serves the simulator over HTTP: for `shiming simulator`, and for tests in a thread."""

import contextlib
import pathlib
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

from typing_extensions import override

from shiming.vendors.registers.simulator.application import SimulatorApplication
from shiming.vendors.registers.simulator.core import PopulationSimulator, read_photos


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    # An answer that takes a minute on purpose must not hold up the end.
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    @override
    # Any: the base class's own signature.
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: who asked what is in the access log of the platform."""


def serve(
    *,
    port: int,
    keys: Mapping[str, str],
    host: str = "127.0.0.1",
    state: pathlib.Path | None = None,
    photos: pathlib.Path | None = None,
    beside: Callable[[WSGIApplication], WSGIApplication] | None = None,
) -> None:
    """
    Serve the simulator until the process is ended; blocks.

    `keys` are the shared keys by id, `state` the file that keeps the expectations, `photos` a
    folder with one picture for each `face` of `people.toml`. `beside` mounts another simulator at
    paths of its own.
    """
    simulator = PopulationSimulator(
        photos=read_photos(photos) if photos is not None else None, state=state
    )
    application = SimulatorApplication(simulator, keys=dict(keys))
    with _make(host, port, beside(application) if beside else application) as server:
        server.serve_forever()


@contextlib.contextmanager
def running(
    simulator: PopulationSimulator,
    *,
    keys: Mapping[str, str],
    late_seconds: float = 0.05,
    timeout_seconds: float = 5.0,
) -> Iterator[str]:
    """Serve `simulator` from a thread on a free port of loopback, and yield its address."""
    application = SimulatorApplication(
        simulator,
        keys=dict(keys),
        late_seconds=late_seconds,
        timeout_seconds=timeout_seconds,
    )
    with serving(application) as address:
        try:
            yield address
        finally:
            application.is_stopping.set()


@contextlib.contextmanager
def serving(application: WSGIApplication) -> Iterator[str]:
    """Serve any application from a thread on a free port of loopback, and yield its address."""
    with _make("127.0.0.1", 0, application) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _make(host: str, port: int, application: WSGIApplication) -> WSGIServer:
    return make_server(host, port, application, server_class=_Server, handler_class=_QuietHandler)
