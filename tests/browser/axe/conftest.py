"""A browser, and the previews of the kit served to it."""

import socketserver
import threading
from collections.abc import Iterator
from wsgiref import simple_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings
from typing_extensions import override

from shiming.web_kit import frame
from tests.browsers import launch
from tests.web_kit.conftest import MIDDLEWARE


class _Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class _Quiet(simple_server.WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:  # the name in the standard library
        pass


# For a module and no longer: a process can have one driver, and the journeys want theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def site(settings: Settings) -> Iterator[str]:
    """Serve the small site of `tests/web_kit`; it needs no database."""
    settings.ROOT_URLCONF = "tests.web_kit.site"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.DEBUG = False
    with frame.frame_source.replaced(frame.PlainFrameSource()):
        server = simple_server.make_server(
            "127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _Server, _Quiet
        )
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()
