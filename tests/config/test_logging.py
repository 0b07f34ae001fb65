"""Logs hold no personal data: not in queries, not in values, not in the texts of exceptions."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware

from config.logging import WITHHELD, cut_queries, logging_settings, tell_frames
from tests.cast import PROOFED_CITIZEN


@pytest.fixture(autouse=True)
def _structlog_stays() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def written(*, is_readable: bool = False, exc_info: object = None, **values: object) -> str:
    """Return the line that a record of a foreign logger becomes."""
    settings = cast("dict[str, Any]", logging_settings(is_readable=is_readable))
    options = dict(settings["formatters"]["structured"])
    formatter = options.pop("()")(**options)
    record = logging.makeLogRecord(
        {"name": "tests", "levelname": "ERROR", "levelno": 40, "exc_info": exc_info, **values}
    )
    return str(formatter.format(record))


def failure(text: str) -> Any:
    """Return what `sys.exc_info` says of an exception with a cause, both with `text`."""
    nothing: dict[str, str] = {}
    try:
        try:
            _ = nothing[text]
        except KeyError as cause:
            raise ValueError(f"invalid: {text}") from cause
    except ValueError:
        return sys.exc_info()


class TestQueries:
    def test_are_cut_off_addresses(self) -> None:
        event = cut_queries(None, "", {"request": "GET /oauth2/authorize?login_hint=x&y=z"})

        assert event["request"] == "GET /oauth2/authorize"

    def test_are_cut_off_a_request_that_stands_there_itself(self) -> None:
        request = RequestFactory().get("/oauth2/authorize", {"login_hint": "somebody"})

        line = written(
            msg="Internal Server Error: %s", args=("/oauth2/authorize",), request=request
        )

        assert "/oauth2/authorize" in line
        assert "login_hint" not in line

    def test_leave_a_question_alone(self) -> None:
        assert cut_queries(None, "", {"event": "and/or what ?"})["event"] == "and/or what ?"


class TestRequests:
    def test_are_logged_without_the_address_of_who_asks(self) -> None:
        seen: list[dict[str, object]] = []

        def view(_request: HttpRequest) -> HttpResponse:
            seen.append(dict(structlog.contextvars.get_contextvars()))
            return HttpResponse()

        RequestMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR="198.51.100.7"))

        assert "request_id" in seen[0]
        assert "198.51.100.7" not in str(seen)


class TestPersonalData:
    @pytest.mark.parametrize("secret", [PROOFED_CITIZEN.number, PROOFED_CITIZEN.mobile])
    def test_are_withheld_in_messages_and_extras(self, secret: str) -> None:
        line = json.loads(written(msg="Seen: %s", args=(secret,), extra_value={"who": secret}))

        assert line["event"] == WITHHELD
        assert line["extra_value"] == WITHHELD

    @pytest.mark.parametrize("is_readable", [True, False])
    def test_are_withheld_in_exceptions(self, *, is_readable: bool) -> None:
        line = written(
            msg="broken", exc_info=failure(PROOFED_CITIZEN.number), is_readable=is_readable
        )

        assert PROOFED_CITIZEN.number not in line

    def test_do_not_come_with_the_text_of_an_exception_where_people_are_real(self) -> None:
        line = json.loads(written(msg="broken", exc_info=failure(PROOFED_CITIZEN.name)))

        assert PROOFED_CITIZEN.name not in json.dumps(line, ensure_ascii=False)
        assert "builtins.ValueError" in line["exception"]
        assert "builtins.KeyError" in line["exception"]
        assert "in failure" in line["exception"]

    def test_may_be_read_where_nobody_is_real(self) -> None:
        assert "invalid: tulip" in written(
            msg="broken", exc_info=failure("tulip"), is_readable=True
        )


class TestTellFrames:
    def test_takes_an_exception_in_every_form(self) -> None:
        info = failure("tulip")
        for given in (info, info[1]):
            assert "ValueError" in tell_frames(None, "", {"exc_info": given})["exception"]
        try:
            raise info[1]
        except ValueError:
            assert "ValueError" in tell_frames(None, "", {"exc_info": True})["exception"]

    def test_leaves_an_event_without_one_alone(self) -> None:
        assert tell_frames(None, "", {"event": "x", "exc_info": None}) == {"event": "x"}

    def test_ends_where_exceptions_are_each_others_context(self) -> None:
        one, other = ValueError("a"), KeyError("b")
        one.__context__, other.__context__ = other, one

        assert tell_frames(None, "", {"exc_info": one})["exception"].count("Error") == 2
