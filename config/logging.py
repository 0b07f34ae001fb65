"""Logs: structured, one line an event, without queries, identity numbers and mobiles."""

import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from shiming.kernel import tripwire

WITHHELD = "[withheld: personal data]"
# A client may put a login hint into its request: of addresses only the path is logged.
QUERY = re.compile(r"(?<=\S)\?\S*")


def cut_queries(
    _logger: object,
    _name: str,
    # Any: structlog's own type for the values of an event.
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Cut the query off every address."""
    for key in ("event", "request", "referer"):
        # Django's own loggers hand over the request itself.
        if (value := event.get(key)) is not None and "/" in (text := str(value)):
            event[key] = QUERY.sub("", text)
    return event


def tell_frames(
    _logger: object,
    _name: str,
    # Any: structlog's own type for the values of an event.
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """
    Replace an exception by its frames and type.

    Its text may carry names and rows (`Failing row contains …`), which no pattern recognises.
    """
    given = event.pop("exc_info", None)
    if isinstance(given, tuple):
        error = given[1]
    elif isinstance(given, BaseException):
        error = given
    else:
        error = sys.exc_info()[1] if given else None
    if error is not None:
        event["exception"] = _frames_of(error)
    return event


def _frames_of(error: BaseException) -> str:
    parts: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        frames = "".join(traceback.format_tb(following.__traceback__))
        parts.append(f"{frames}{type(following).__module__}.{type(following).__qualname__}")
        context = None if following.__suppress_context__ else following.__context__
        following = following.__cause__ or context
    return "\n\nafter:\n\n".join(parts)


def withhold_personal_data(
    _logger: object,
    _name: str,
    # Any: structlog's own type for the values of an event.
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Replace each value in which the tripwire finds personal data."""
    for key, value in event.items():
        if tripwire.find_unmasked(str(value)):
            event[key] = WITHHELD
    return event


def _shared(*, is_readable: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Where only synthetic people are, the text of an exception may be read.
        structlog.processors.format_exc_info if is_readable else tell_frames,
        cut_queries,
        withhold_personal_data,
    ]


def logging_settings(*, is_readable: bool) -> dict[str, object]:
    """Return Django's LOGGING, and set structlog up to go through the same handlers."""
    shared = _shared(is_readable=is_readable)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: object = (
        structlog.dev.ConsoleRenderer(colors=False)
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *shared],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    withhold_personal_data,
                    renderer,
                ],
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "structured"},
            # Its lines are finished when they come.
            "machines": {"class": "logging.StreamHandler"},
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "shiming.identity_provider.requests": {"handlers": ["machines"], "propagate": False},
            "django-q": {"level": "WARNING"},
            "django.server": {"level": "WARNING"},
            "django.db": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "rapidocr": {"level": "WARNING"},
            "RapidOCR": {"level": "WARNING"},
        },
    }
