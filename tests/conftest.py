"""Fixtures of every test."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.scheduling import TogetherScheduling

pytest_plugins = [
    "tests.audit.append_only",
    "tests.emptied",
    "tests.known_staff",
    "tests.migrated",
    "tests.pii_alarm",
]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """
    Have tests that share what is dear to build run in one process.

    The order stays: tests that empty the database come after those that want what migrations wrote.
    """
    config.option.loadscopereorder = False
    return TogetherScheduling(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """
    Make the database of the tests, and free it of everybody else before it is thrown away.

    A browser that leaves in the middle of an answer leaves a connection of the live server behind.
    """
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _language_of_the_product() -> None:
    """Begin in Chinese: the last request of another test may have asked for English pages."""
    translation.activate(settings.LANGUAGE_CODE)


_DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Begin with the walks over the demonstration: they take longest, on a database of their own.

    On PostgreSQL, leave out what touches no database: it ran on SQLite and would say the same.

    Walks stay whose point is what the database keeps (`every_database`): through a whole service,
    a killed worker, a register that is away. A browser that looks at pages learns nothing new; the
    area's other tests run. Who may open which address, as `tests/architecture` asks, is the same on
    every database.
    """
    items.sort(key=lambda item: not item.nodeid.startswith("tests/journeys/"))
    if not os.environ.get("SHIMING_DATABASE_URL"):
        return
    kept = [item for item in items if _needs_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _needs_database(item)])
    items[:] = kept


def _needs_database(item: pytest.Item) -> bool:
    fixtures = frozenset(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("every_database") is not None:
        return True
    if item.get_closest_marker("browser") is not None or "tests/architecture/" in item.nodeid:
        return False
    return (
        item.get_closest_marker("django_db") is not None
        or item.get_closest_marker("postgresql") is not None
        or bool(fixtures & _DATABASE_FIXTURES)
        or "tests/config/" in item.nodeid
        or "tests/jobs/" in item.nodeid
    )
