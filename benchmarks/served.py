"""The dispatcher as a WSGI application on the database of a benchmark, for a server of its own."""

# ruff: noqa: E402 - Django must be set up before the product is imported.

import gc
import os

import django

django.setup()

from django.db import connection

from benchmarks.protocol import database_address, no_page
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.engine import Engine

connection.settings_dict["NAME"] = os.environ["BENCHMARK_DATABASE"]
application = Dispatcher(
    engine=Engine(
        settings=ports.provider_settings(), driver=PsycopgDriver(conninfo=database_address())
    ),
    django=no_page,
)
# As `config.wsgi` does: what is there now stays, and need not be looked at again.
gc.collect()
gc.freeze()
