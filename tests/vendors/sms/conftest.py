"""A simulated short-message centre on a real socket."""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from shiming.messages.types import SmsReceipt
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.sms.smpp.gateway import SmppAccount, SmppManners, SmppSmsGateway
from shiming.vendors.sms.smpp.simulator import Centre, SmppSimulator

PASSWORD = "opens nothing"
QUICK = SmppManners(
    connect_seconds=1,
    answer_seconds=0.3,
    enquire_seconds=5,
    window=3,
    throttled_waits=(0, 0, 0),
)


@dataclasses.dataclass
class Taken:
    """Receipts as the platform takes them; `refuse_first` plays a database that is away."""

    refuse_first: int = 0
    receipts: list[SmsReceipt] = dataclasses.field(default_factory=list)

    def __call__(self, receipt: SmsReceipt) -> bool:
        self.receipts.append(receipt)
        return len(self.receipts) > self.refuse_first


@dataclasses.dataclass
class Line:
    """A centre, the server in front of it, and a gateway that sends through it."""

    centre: Centre
    server: SmppSimulator
    taken: Taken

    def gateway(self, *, password: str = PASSWORD, manners: SmppManners = QUICK) -> SmppSmsGateway:
        port = self.server.server_address[1]
        return gateway_to(port, self.taken, password=password, manners=manners)


def gateway_to(
    port: int, taken: Taken, *, password: str = PASSWORD, manners: SmppManners = QUICK
) -> SmppSmsGateway:
    return SmppSmsGateway(
        account=SmppAccount(
            host="127.0.0.1",
            port=port,
            system_id="shiming",
            password=password,
            sender="10690000",
        ),
        breaker=CircuitBreaker(),
        take_receipt=taken,
        manners=manners,
    )


@contextlib.contextmanager
def running_line() -> Iterator[Line]:
    centre = Centre(system_id="shiming", password=PASSWORD, late_seconds=0.1)
    with SmppSimulator(centre, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Line(centre=centre, server=server, taken=Taken())
        server.shutdown()
        thread.join()


@pytest.fixture
def line() -> Iterator[Line]:
    with running_line() as line:
        yield line


@pytest.fixture
def gateway(line: Line) -> Iterator[SmppSmsGateway]:
    gateway = line.gateway()
    yield gateway
    gateway.close()


def eventually(is_so: Callable[[], bool], *, seconds: float = 5) -> bool:
    """Wait until something is so; what another thread does comes when it comes."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
