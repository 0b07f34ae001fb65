"""S16-4: the sign-in page offers platform and trust sources; `idp_hint` leads straight to one."""

import re
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from shiming.accounts import ports as accounts
from shiming.identity_provider.models import Client
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources.operations import RegisteredSources
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW
from tests.factories.identity_provider import authorization_parameters, basic, make_client
from tests.identity_provider.conftest import ISSUER
from tests.identity_provider.wire import Reply, Wire
from tests.trust_sources.source_kit import FakeClients, approved, says

pytestmark = pytest.mark.usefixtures("whole_site")
KEY = ECKey.generate_key("P-256", {"kid": "of-the-client"}, private=True)


@pytest.fixture(autouse=True)
def city(db: None) -> Iterator[FakeClients]:
    """A trust source that this portal offers, and what it says of who comes."""
    with (
        trust_sources.source_clients.replaced(clients := FakeClients()),
        accounts.trusted_sources.replaced(RegisteredSources()),
    ):
        approved("city", name="市民云")
        yield clients


@pytest.fixture
def client(provider_settings: object) -> Client:
    return make_client(jwks=[KEY.as_dict(private=False)])


def plainly(wire: Wire, client: Client, hint: str) -> Reply:
    return wire.get("/oauth2/authorize", authorization_parameters(client, idp_hint=hint))


def pushed(wire: Wire, client: Client, hint: str) -> Reply:
    parameters = authorization_parameters(client, idp_hint=hint)
    reference = wire.post("/oauth2/par", parameters, authorization=basic(client)).json
    asked = {"client_id": client.client_id, "request_uri": reference["request_uri"]}
    return wire.get("/oauth2/authorize", asked)


def signed(wire: Wire, client: Client, hint: str) -> Reply:
    content = {
        **authorization_parameters(client, idp_hint=hint),
        "iss": client.client_id,
        "aud": ISSUER,
        "exp": int(NOW.timestamp()) + 300,
    }
    request = jwt.encode({"alg": "ES256", "kid": "of-the-client"}, content, KEY)
    # What stands beside a signed request does not count.
    asked = {"client_id": client.client_id, "request": request, "idp_hint": "another"}
    return wire.get("/oauth2/authorize", asked)


def send_form(wire: Wire, address: str) -> Reply:
    """Send the form of a page with what it holds already."""
    path, _, query = address.partition("?")
    page = wire.get(path, query)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.text))
    return wire.post(path, hidden, QUERY_STRING=query)


ASK = {"plainly": plainly, "pushed": pushed, "signed": signed}


class TestHint:
    @pytest.mark.requirement("S16-4")
    @pytest.mark.parametrize("way", list(ASK))
    def test_leads_to_the_source_and_back_into_the_system(
        self,
        wire: Wire,
        client: Client,
        city: FakeClients,
        redeem: Callable[..., Reply],
        way: str,
    ) -> None:
        city.report = says(PROOFED_CITIZEN)

        at_page = ASK[way](wire, client, "city")
        at_source = wire.follow(at_page)
        path, _, query = at_source.header("Location").partition("?")
        gone = send_form(wire, at_source.header("Location"))
        found = re.search(r"state=([^&\"]+)", gone.text)
        assert found is not None
        state = urllib.parse.unquote(found[1])
        first = wire.get(f"{path}back/", {"state": state, "code": "of the source"})
        opened = send_form(wire, first.header("Location"))
        # A new account accepts the service agreement on its way.
        accepted = send_form(wire, opened.header("Location"))
        back = wire.get(opened.answer.parameters["next"])
        told = redeem(client, back.answer.parameters["code"]).json

        assert (path, accepted.status) == ("/sign-in/source/city/", 200)
        assert "next=" in query
        assert back.answer.parameters["state"] == "state-1"
        assert "id_token" in told

    @pytest.mark.parametrize("hint", ["", "nobody", "x/../y", "https://evil.example", "a" * 65])
    def test_of_nobody_that_is_known_leads_to_the_page_with_the_choice(
        self, wire: Wire, client: Client, hint: str
    ) -> None:
        page = wire.follow(plainly(wire, client, hint))

        assert page.status == 200
        assert 'name="password"' in page.text
        assert "/sign-in/source/city/?next=" in page.text
        assert "evil" not in page.text

    def test_of_a_source_that_is_not_offered_here_leads_to_the_page(
        self, wire: Wire, client: Client
    ) -> None:
        approved("elsewhere", name="别处", portals=("elsewhere",))

        page = wire.follow(plainly(wire, client, "elsewhere"))

        assert (page.status, "别处" in page.text) == (200, False)

    def test_asks_nobody_again_who_is_signed_in(
        self, wire: Wire, client: Client, sign_in: Callable[..., object]
    ) -> None:
        sign_in()

        assert "code" in plainly(wire, client, "city").answer.parameters
