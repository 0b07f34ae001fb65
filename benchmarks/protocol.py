"""
How many protocol requests a second of CPU answers: `python -m benchmarks.protocol [--requests N]`.

Calls the dispatcher as a WSGI server would, in one thread, on a database of its own: with the
reference driver on whatever database there is (SHIMING_DATABASE_URL, or SQLite), and with the
psycopg driver where that is PostgreSQL. CPU of this process only: neither the HTTP server nor the
database server is in it, so these are no figures to hold against QUALITY.md's peers.
"""

import argparse
import contextlib
import io
import logging
import os
import statistics
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks import cores

if TYPE_CHECKING:
    from shiming.identity_provider.dispatch import Dispatcher
    from shiming.identity_provider.drivers.runner import Driver
    from shiming.identity_provider.models import Client

REQUESTS = 500
GRANTS = ("authorization_code", "refresh_token", "client_credentials")
RUNS = 3
HOST = "localhost"

Work = Callable[[], object]


def main() -> int:
    """Print the figures; there is no bound without a peer in the same run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many for each figure")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415  it needs the variable

    django.setup()
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    from shiming.identity_provider.drivers.django_driver import DjangoDriver  # noqa: PLC0415

    cores.pin()
    cores.pin_database()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        drivers: list[tuple[str, Driver]] = [("django", DjangoDriver())]
        with _psycopg_driver() as psycopg_driver, _logs_written_nowhere():
            if psycopg_driver is not None:
                drivers.append(("psycopg", psycopg_driver))
            _measure(connection.vendor, drivers, options.requests)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


def _measure(vendor: str, drivers: "list[tuple[str, Driver]]", requests: int) -> None:
    print(f"protocol on {vendor}, median of {RUNS} runs of {requests} each")
    print(f"{'work':34} {'driver':8} {'requests/CPU-s':>14} {'µs each':>9}")
    works = {name: _works(driver) for name, driver in drivers}
    for label in next(iter(works.values())):
        rates: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(RUNS):
            # Alternating, so that a noisy minute hits both.
            for name, work in works.items():
                rates[name].append(_rate(work[label], requests))
        for name, found in rates.items():
            rate = statistics.median(found)
            print(f"{label:34} {name:8} {rate:14,.0f} {1e6 / rate:9,.0f}", flush=True)


def _rate(work: Work, requests: int) -> float:
    work()
    began = time.process_time()
    for _ in range(requests):
        work()
    return requests / (time.process_time() - began)


def _works(driver: "Driver") -> dict[str, Work]:
    """Set up a provider, a client and a live session, and return what is measured."""
    from shiming.accounts.models import Account  # noqa: PLC0415  it needs the set-up
    from shiming.identity_provider import ports  # noqa: PLC0415  it needs the set-up
    from shiming.identity_provider.actions.rotate_signing_key import (  # noqa: PLC0415
        rotate_signing_key,
    )
    from shiming.identity_provider.dispatch import Dispatcher  # noqa: PLC0415
    from shiming.identity_provider.engine import Engine  # noqa: PLC0415
    from shiming.kernel import clock  # noqa: PLC0415
    from shiming.kernel.actor import system_actor  # noqa: PLC0415
    from tests.cast import PROOFED_CITIZEN  # noqa: PLC0415
    from tests.factories import accounts  # noqa: PLC0415
    from tests.factories.identity_provider import make_client  # noqa: PLC0415

    now = clock.now()
    rotate_signing_key(actor=system_actor(device="benchmark"), now=now)
    settings = ports.provider_settings()
    dispatcher = Dispatcher(engine=Engine(settings=settings, driver=driver), django=no_page)
    account = Account.objects.filter(person__isnull=False).first() or accounts.make_account_of(
        PROOFED_CITIZEN, is_attached=True, now=now
    )
    visit = accounts.make_visit()
    started = accounts.start_session(account, visit=visit, now=now)
    machine = _Machine(
        dispatcher,
        make_client(grant_types=list(GRANTS)),
        f"{settings.session_cookie}={started.cookie_value}",
    )
    machine.code_flow()
    return {
        "discovery": lambda: machine.get("/.well-known/openid-configuration"),
        "jwks": lambda: machine.get("/oauth2/jwks"),
        "authorize with a live session": machine.authorize_only,
        "code flow (authorize + redemption)": machine.code_flow,
        "client credentials": machine.client_credentials,
        "introspection": machine.introspect,
        "refresh with rotation": machine.refresh,
        "userinfo": machine.userinfo,
    }


class _Machine:
    """A client and a browser in one, without the cost of either."""

    def __init__(self, dispatcher: "Dispatcher", client: "Client", cookie: str) -> None:
        from tests.factories import identity_provider as factory  # noqa: PLC0415

        self._dispatcher = dispatcher
        self._cookie = cookie
        parameters = factory.authorization_parameters(client, scope="openid offline_access")
        self._query = urllib.parse.urlencode(parameters)
        self._authorization = factory.basic(client)
        self._redemption = urllib.parse.urlencode(factory.token_parameters("")) + "&code="
        self._tokens: dict[str, str] = {}

    def get(self, path: str, **more: str) -> dict[str, Any]:
        """Ask, and return headers and body."""
        return self._ask({"REQUEST_METHOD": "GET", "PATH_INFO": path, **more})

    def authorize_only(self) -> None:
        """Fetch a code."""
        self._authorize()

    def code_flow(self) -> None:
        """Fetch a code and turn it into tokens."""
        self._post(self._redemption + self._authorize())

    def client_credentials(self) -> None:
        """Fetch a token of the client's own."""
        self._ask_with("/oauth2/token", "grant_type=client_credentials")

    def introspect(self) -> None:
        """Ask what the access token is worth."""
        self._ask_with("/oauth2/introspect", f"token={self._tokens['access_token']}")

    def refresh(self) -> None:
        """Replace the refresh token."""
        token = self._tokens["refresh_token"]
        self._post(f"grant_type=refresh_token&refresh_token={token}")

    def userinfo(self) -> None:
        """Read the person's data."""
        authorization = f"Bearer {self._tokens['access_token']}"
        self.get("/oauth2/userinfo", HTTP_AUTHORIZATION=authorization)

    def _authorize(self) -> str:
        answer = self.get("/oauth2/authorize", QUERY_STRING=self._query, HTTP_COOKIE=self._cookie)
        location: str = answer["headers"]["Location"]
        return location.partition("code=")[2].partition("&")[0]

    def _post(self, body: str) -> None:
        import json  # noqa: PLC0415

        self._tokens = json.loads(self._ask_with("/oauth2/token", body)["body"])

    def _ask_with(self, path: str, body: str) -> dict[str, Any]:
        return self._ask(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_AUTHORIZATION": self._authorization,
                "wsgi.input": io.BytesIO(body.encode()),
            }
        )

    def _ask(self, environ: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401  WSGI's
            answer.update(status=status, headers=dict(headers))

        chunks = self._dispatcher({"HTTP_HOST": HOST, **environ}, start_response)
        answer["body"] = b"".join(chunks)
        if answer["status"][0] not in "23":
            raise SystemExit(f"{environ['PATH_INFO']} answered {answer['status']}")
        return answer


@contextlib.contextmanager
def _psycopg_driver() -> "Iterator[Driver | None]":
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    if connection.vendor != "postgresql":
        print("psycopg driver NOT MEASURED: it needs PostgreSQL in SHIMING_DATABASE_URL")
        yield None
        return
    from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver  # noqa: PLC0415

    driver = PsycopgDriver(conninfo=database_address())
    yield driver
    driver.close()


def database_address() -> str:
    """Return how libpq reaches Django's database."""
    from django.db import connection  # noqa: PLC0415  it needs the set-up
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    parameters = connection.get_connection_params()
    names = {"dbname", "user", "password", "host", "port"}
    return make_conninfo("", **{key: parameters[key] for key in names if parameters.get(key)})


@contextlib.contextmanager
def _logs_written_nowhere() -> Iterator[None]:
    """Have the log lines made, whose cost counts, but not shown."""
    from shiming.identity_provider.request_log import LOGGER  # noqa: PLC0415  it needs the set-up

    every = [*logging.root.handlers, *logging.getLogger(LOGGER).handlers]
    handlers = [one for one in every if isinstance(one, logging.StreamHandler)]
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  no path
        streams = [one.setStream(nowhere) for one in handlers]
        yield
        for one, stream in zip(handlers, streams, strict=True):
            one.setStream(stream or one.stream)


def no_page(_environ: object, _start_response: object) -> list[bytes]:
    """Stand where Django would: a page means that something went wrong."""
    raise SystemExit("a page was asked for")


if __name__ == "__main__":
    raise SystemExit(main())
