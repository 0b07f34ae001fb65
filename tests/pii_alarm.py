"""
Fails a test after which the cast's names or numbers stand where nothing personal may.

Searched are log records, columns classified `sensitive=false` (audit details, outbox, job subjects
and all others), addresses asked for and redirected to, page titles, and cache keys. The root
conftest imports the fixture, which then watches over every test.
"""

import functools
import logging
import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import connection, models
from django.http import HttpRequest, HttpResponseBase
from typing_extensions import override

from tests.cast import CAST

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_PLAIN_TEXT = (models.CharField, models.TextField, models.JSONField)


class PiiAlarm(logging.Handler):
    """Collects what a test leaves behind and says where the cast shows in it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(level=logging.NOTSET)
        own = [
            secret
            for member in CAST
            for secret in (member.name, member.number, member.number.lower(), member.mobile)
        ]
        self.secrets = frozenset([*own, *secrets])
        self.findings: list[str] = []

    def search(self, place: str, text: str) -> None:
        """Remember `place` if one of the cast stands in `text`, plainly or percent-encoded."""
        if any(
            secret in form for form in (text, urllib.parse.unquote(text)) for secret in self.secrets
        ):
            self.findings.append(place)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        extras = {key: value for key, value in vars(record).items() if key != "request"}
        self.search(f"log {record.name}", f"{record.getMessage()} {extras}")

    def watch_response(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Search the address, the address redirected to, and the title."""
        self.search("address", request.get_full_path())
        self.search("redirect", response.headers.get("Location", ""))
        if not response.streaming and (title := _TITLE.search(response.content)):  # type: ignore[attr-defined]  # only streaming ones lack it
            self.search("title", title[1].decode("utf-8", "replace"))

    def search_database(self) -> None:
        """Search every column that claims to hold nothing sensitive."""
        columns_of = _plain_columns()
        for table in _filled(columns_of):
            names = ", ".join(map(connection.ops.quote_name, columns_of[table]))
            with connection.cursor() as cursor:
                quoted = connection.ops.quote_name(table)
                cursor.execute(f"SELECT {names} FROM {quoted} LIMIT 2000")  # noqa: S608  our own names
                for row in cursor.fetchall():
                    self.search(f"table {table}", "\n".join(map(str, row)))

    def search_cache(self) -> None:
        """Search the keys of the caches, where they are kept in this process."""
        for cache in caches.all(initialized_only=True):
            for key in getattr(cache, "_cache", ()):
                self.search("cache key", str(key))


@functools.cache
def _plain_columns() -> Mapping[str, Sequence[str]]:
    """Return the columns to search, by table."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            comment = field.db_comment or "sensitive=false"
            if isinstance(field, _PLAIN_TEXT) and comment.startswith("sensitive=false"):
                found.setdefault(model._meta.db_table, []).append(str(field.column))
    return found


def _filled(tables: Iterable[str]) -> Sequence[str]:
    """Return which tables hold anything; one question, for most tests fill few of a hundred."""
    questions = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"  # noqa: S608  our own names
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [table for (table,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def pii_alarm(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PiiAlarm]:
    """Watch over one test."""
    has_database = _ask_for_database_first(request)
    alarm = PiiAlarm()
    get_response: Callable[[Any, HttpRequest], HttpResponseBase] = BaseHandler.get_response

    def watched(handler: BaseHandler, http_request: HttpRequest) -> HttpResponseBase:
        response = get_response(handler, http_request)
        alarm.watch_response(http_request, response)
        return response

    monkeypatch.setattr(BaseHandler, "get_response", watched)
    logging.getLogger().addHandler(alarm)
    yield alarm
    logging.getLogger().removeHandler(alarm)
    if has_database and not connection.needs_rollback:
        alarm.search_database()
    alarm.search_cache()
    if alarm.findings:
        places = ", ".join(sorted(set(alarm.findings)))
        pytest.fail(f"personal data of the cast, unmasked, in: {places}")


def _ask_for_database_first(request: pytest.FixtureRequest) -> bool:
    """Have the database outlive this fixture, so that it can be read at the end."""
    if request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("_django_db_helper")
        return True
    names = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    for name in sorted(names):
        request.getfixturevalue(name)
    return bool(names)
