"""A browser of a signed-in citizen, at a time that stands still."""

import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from shiming.accounts.models import Account
from tests.factories.accounts import make_visit, start_session
from tests.proofing.walk import NOW, Walk


@pytest.fixture(autouse=True)
def _still_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Browser:
    """Follows forms as a browser does: with their CSRF token, and to where they lead."""

    def __init__(self) -> None:
        self.client = Client(
            enforce_csrf_checks=True, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}
        )

    def sign_in(self, account: Account) -> "Browser":
        started = start_session(account, visit=make_visit(), now=NOW)
        self.client.cookies["shiming_session"] = started.cookie_value
        return self

    def get(self, url: str, **headers: str) -> HttpResponse:
        return self.client.get(url, follow=True, headers=headers)  # type: ignore[return-value]  # a response with additions

    def post(self, url: str, page: str = "", /, **data: object) -> HttpResponse:
        """Send a form that stands on `page`, by default the one with the form's own address."""
        self.client.get(page or url, follow=True)
        token = self.client.cookies["csrftoken"].value
        return self.client.post(  # type: ignore[return-value]  # a response with additions
            url, {"csrfmiddlewaretoken": token, **data}, follow=True
        )


def address(response: HttpResponse) -> str:
    """Return where a browser ended up."""
    return str(response.wsgi_request.path)  # type: ignore[attr-defined]  # a response with additions


def text(response: HttpResponse) -> str:
    """Return what a person reads on the page."""
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def file_of(content: bytes, name: str = "card.jpg") -> io.BytesIO:
    """Return a file as a form sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def browser(walk: Walk) -> Browser:
    """Return the browser of the citizen who walks."""
    account = Account.objects.get(pk=walk.account_id)
    return Browser().sign_in(account)
