"""Logs: structured, one line an event, without queries, identity numbers and mobiles."""

import re
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
        if isinstance(value := event.get(key), str) and "/" in value:
            event[key] = QUERY.sub("", value)
    return event


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


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    cut_queries,
    withhold_personal_data,
]


def logging_settings(*, is_readable: bool) -> dict[str, object]:
    """Return Django's LOGGING, and set structlog up to go through the same handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
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
                "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *_SHARED],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    withhold_personal_data,
                    renderer,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django-q": {"level": "WARNING"},
            "django.server": {"level": "WARNING"},
            "django.db": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "rapidocr": {"level": "WARNING"},
            "RapidOCR": {"level": "WARNING"},
        },
    }
