"""The provider as a WSGI application of a process of its own, which a test may kill."""

# ruff: noqa: E402 - Django must be set up before the product is imported.

import os

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.drivers.psycopg_driver import PsycopgDriver
from shiming.identity_provider.drivers.runner import Driver
from shiming.identity_provider.engine import Engine

connection.settings_dict["NAME"] = os.environ["SERVED_DATABASE"]
address = os.environ.get("SERVED_POSTGRESQL", "")
driver: Driver = PsycopgDriver(conninfo=address) if address else DjangoDriver()
application = Dispatcher(
    engine=Engine(settings=ports.provider_settings(), driver=driver), django=WSGIHandler()
)
