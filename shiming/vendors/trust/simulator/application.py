"""One WSGI application that plays every simulated source at paths of its own."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from shiming.vendors.registers.simulator import server
from shiming.vendors.trust.simulator import checks
from shiming.vendors.trust.simulator.city import CITY, CitySimulator
from shiming.vendors.trust.simulator.keys import SimulatorKeys
from shiming.vendors.trust.simulator.wire import Answer, Asked, Faults

_ROOT = "/simulated/"


class SourceSimulator:
    """Plays a city platform, Alipay, UnionPay, a provident fund and a tax office."""

    def __init__(self, keys: SimulatorKeys, *, late_seconds: float = 60.0) -> None:
        self._faults = Faults(late_seconds=late_seconds)
        alipay = checks.AlipaySimulator(keys, self._faults)
        compare = checks.CompareSimulator(keys, self._faults)
        self._city = CitySimulator(secret=keys.shared)
        self._places: dict[str, Callable[[Asked], Answer]] = {
            checks.ALIPAY: alipay.gateway,
            checks.ALIPAY_CONFIRM: alipay.confirm,
            checks.UNIONPAY: compare.unionpay,
            checks.FUND: compare.fund,
            checks.TAX: compare.tax,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        asked = Asked.of(environ)
        place = self._places.get(asked.path)
        if place is not None:
            answer = place(asked)
        elif asked.path.startswith(CITY):
            answer = self._city.answer(asked)
        else:
            answer = Answer(status="404 Not Found", body=b"{}")
        length = ("Content-Length", str(len(answer.body)))
        start_response(answer.status, [("Content-Type", answer.kind), length, *answer.headers])
        return [answer.body]

    def beside(self, application: WSGIApplication) -> WSGIApplication:
        """Return an application that answers for both, each at its own paths."""

        def both(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            is_ours = str(environ.get("PATH_INFO", "")).startswith(_ROOT)
            return (self if is_ours else application)(environ, start_response)

        return both

    def stop(self) -> None:
        """Let nobody wait any longer for an answer that is late on purpose."""
        self._faults.is_stopping.set()


@contextlib.contextmanager
def running(simulator: SourceSimulator) -> Iterator[str]:
    """Serve `simulator` from a thread on a free port of loopback, and yield its address."""
    with server.serving(simulator) as address:
        try:
            yield address
        finally:
            simulator.stop()
