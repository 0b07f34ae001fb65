"""Django's connection in the hands of somebody who is not Django's request handler."""

import contextlib
import threading
from collections.abc import Iterator

from django.core.signals import request_finished, request_started

_thread = threading.local()


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """
    Open and close it as Django's own handler does: stale ones go, old ones are closed.

    Within one of Django's requests nothing is done: its handler sees to the connection, and a page
    that runs the engine must not lose it half-way.
    """
    if getattr(_thread, "is_in_request", False):
        yield
        return
    request_started.send(sender=None, environ={})
    try:
        yield
    finally:
        request_finished.send(sender=None)


def _begin(**_: object) -> None:
    _thread.is_in_request = True


def _end(**_: object) -> None:
    _thread.is_in_request = False


request_started.connect(_begin, dispatch_uid="identity_provider.begin")
request_finished.connect(_end, dispatch_uid="identity_provider.end")
