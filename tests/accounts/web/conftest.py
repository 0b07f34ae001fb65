import pytest
from django.http import HttpResponse
from django.test import Client

from shiming.accounts import human_check_kit
from shiming.accounts.models import Account
from shiming.accounts.types import StartedSession
from shiming.kernel import clock
from tests.factories.accounts import make_visit, start_session

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1"


@pytest.fixture
def client() -> Client:
    """A browser that must bring its CSRF token, like any other."""
    return Client(enforce_csrf_checks=True, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})


def send(client: Client, url: str, **data: str) -> HttpResponse:
    """Send a form as the page at `url` would: with its CSRF token."""
    client.get(url)
    return post(client, url, **data)


def post(client: Client, url: str, **data: str) -> HttpResponse:
    token = client.cookies["csrftoken"].value
    response: HttpResponse = client.post(url, {"csrfmiddlewaretoken": token, **data})  # type: ignore[assignment]  # a response with additions
    return response


def sign_in_as(client: Client, account: Account) -> StartedSession:
    """Give the browser a live session."""
    started = start_session(account, visit=make_visit(), now=clock.now())
    client.cookies["shiming_session"] = started.cookie_value
    return started


def solve_picture(client: Client) -> str:
    """Look at the picture as a person would."""
    client.get("/human-check/picture.png")
    challenge = human_check_kit.parse_challenge(client.cookies["shiming_check"].value)
    assert challenge is not None
    return human_check_kit.answers(
        challenge, visitor_token=client.cookies["shiming_visitor"].value
    )[0]
