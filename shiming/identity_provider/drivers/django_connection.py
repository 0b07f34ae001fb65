"""Django's connection in the hands of somebody who is not Django's request handler."""

import contextlib
from collections.abc import Iterator

from django.core.signals import request_finished, request_started


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Open and close it as Django's own handler does: stale ones go, old ones are closed."""
    request_started.send(sender=None, environ={})
    try:
        yield
    finally:
        request_finished.send(sender=None)
