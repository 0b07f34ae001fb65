"""The Python samples of the integrator's guide, run as they are against a live provider."""

import urllib.parse
from collections.abc import Callable
from types import ModuleType

import pytest
import requests

from examples.integrate.python import service_to_service, three_calls
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import GrantType
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import CALLBACK, SECRET, make_client
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

pytestmark = pytest.mark.django_db(transaction=True)
RESOURCE = "https://rosters.example/api"
Fit = Callable[[ModuleType, Client], None]


@pytest.fixture
def fit(live: str, monkeypatch: pytest.MonkeyPatch) -> Fit:
    """Return a function that writes into a sample what the authority gave its reader."""

    def fit(sample: ModuleType, client: Client) -> None:
        for name, value in (
            ("ISSUER", live),
            ("CLIENT_ID", client.client_id),
            ("CLIENT_SECRET", SECRET),
            ("REDIRECT_URI", CALLBACK),
        ):
            monkeypatch.setattr(sample, name, value, raising=False)

    return fit


@pytest.fixture
def browse(wire: Wire, sign_in: SignIn) -> Callable[[str], dict[str, str]]:
    """Return a function that takes a signed-in browser somewhere, and says what it brings back."""

    def browse(address: str) -> dict[str, str]:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)
        cookies = {SESSION_COOKIE: wire.cookies[SESSION_COOKIE]}
        answer = requests.get(address, cookies=cookies, allow_redirects=False, timeout=10)
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))

    return browse


class TestThreeCalls:
    @pytest.mark.requirement("S16-7")
    def test_tell_who_it_is(self, fit: Fit, browse: Callable[[str], dict[str, str]]) -> None:
        fit(three_calls, make_client())
        session: dict[str, str] = {}

        answer = browse(three_calls.get_code_address(session))
        user = three_calls.get_user(three_calls.get_token(session, answer))

        assert user["name"] == PROOFED_CITIZEN.name
        assert session.keys() == {"nonce"}

    def test_believe_no_answer_that_was_not_asked_for(
        self, fit: Fit, browse: Callable[[str], dict[str, str]]
    ) -> None:
        fit(three_calls, make_client())
        session: dict[str, str] = {}
        answer = browse(three_calls.get_code_address(session))

        for wrong in ({"state": "x"}, {"iss": "https://evil.example"}, {"error": "access_denied"}):
            with pytest.raises(ValueError, match=r"asked|somebody|no sign-on"):
                three_calls.get_token(dict(session), answer | wrong)
        with pytest.raises(ValueError, match="asked"):
            three_calls.get_token({}, answer)


class TestServiceToService:
    def test_knows_its_callers_and_nobody_else(self, fit: Fit) -> None:
        caller = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS], resources=[RESOURCE])
        called = make_client(serves=[RESOURCE])
        fit(service_to_service, caller)
        token = service_to_service.token_for(RESOURCE)

        fit(service_to_service, called)

        told = service_to_service.caller_of(f"Bearer {token}")
        assert (told["client_id"], told["aud"]) == (caller.client_id, [RESOURCE])
        for wrong in ("Bearer nonsense", f"Basic {token}", "Bearer"):
            with pytest.raises((PermissionError, requests.HTTPError)):
                service_to_service.caller_of(wrong)

    def test_replaces_its_refresh_token_and_hears_of_its_end(
        self, fit: Fit, get_tokens: Callable[..., dict[str, str]]
    ) -> None:
        client = make_client()
        fit(service_to_service, client)
        token = get_tokens(client)["refresh_token"]

        fresh = service_to_service.refreshed(token)

        assert fresh["refresh_token"] != token
        with pytest.raises(PermissionError):
            service_to_service.refreshed(token)
