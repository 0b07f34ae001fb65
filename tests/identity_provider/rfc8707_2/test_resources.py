"""RFC 8707, section 2: tokens for one service are worth nothing at another."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.models import AccessToken, AuthorizationCode, Client
from tests.factories.identity_provider import basic, make_client, token_parameters
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.wire import Reply, Wire

ROSTERS, LICENCES = "https://rosters.example/api", "https://licences.example/api"


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(resources=[ROSTERS, LICENCES])


class TestResource:
    def test_becomes_the_audience(
        self, *, wire: Wire, client: Client, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        sign_in()
        body = "&".join(
            f"{name}={value}" for name, value in token_parameters(get_code(client)).items()
        )

        reply = wire.post(
            "/oauth2/token",
            f"{body}&resource={ROSTERS}&resource={LICENCES}&resource={ROSTERS}",
            authorization=basic(client),
        )

        assert reply.status == 200
        assert AccessToken.objects.get().audience == f"{ROSTERS} {LICENCES}"

    def test_is_chosen_anew_with_each_refresh(
        self, client: Client, get_tokens: Callable[..., dict[str, str]], refresh: Refresh
    ) -> None:
        first = get_tokens(client)
        second = refresh(client, first["refresh_token"], resource=ROSTERS).json
        refresh(client, second["refresh_token"], resource=LICENCES)

        audiences = AccessToken.objects.values_list("audience", flat=True)
        assert sorted(audiences) == ["", LICENCES, ROSTERS]

    @pytest.mark.parametrize(
        "resource",
        ["https://other.example", f"{ROSTERS}/", f"{ROSTERS}#x", "rosters", ROSTERS.upper()],
    )
    def test_is_refused_when_it_is_none_of_the_clients(
        self,
        *,
        client: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        resource: str,
    ) -> None:
        sign_in()

        reply = redeem(client, get_code(client), resource=resource)

        assert (reply.status, reply.json["error"]) == (400, "invalid_target")
        assert not AccessToken.objects.exists()

    def test_stays_within_those_of_the_authorization(
        self,
        *,
        client: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        refresh: Refresh,
    ) -> None:
        sign_in()
        codes = [get_code(client, scope="openid offline_access") for _ in range(2)]
        AuthorizationCode.objects.update(resources=ROSTERS)

        beyond = redeem(client, codes[0], resource=LICENCES)
        within = redeem(client, codes[1])
        further = refresh(client, within.json["refresh_token"], resource=LICENCES)

        assert (beyond.json["error"], within.status) == ("invalid_target", 200)
        assert AccessToken.objects.get().audience == ROSTERS
        assert further.json["error"] == "invalid_target"

    def test_opens_no_userinfo(
        self,
        *,
        wire: Wire,
        client: Client,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()
        token = redeem(client, get_code(client), resource=ROSTERS).json["access_token"]

        reply = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")

        assert (reply.status, reply.json["error"]) == (401, "invalid_token")
