"""RFC 8693, section 2: a service goes on with a person's token, and shows that it does."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from joserfc.jwk import Key

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountState
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import AccessToken, Client
from shiming.identity_provider.types import ClientState, GrantType, TokenFormat
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.factories.signed_tokens import make_key, make_proof, read
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.wire import Reply, Wire

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
HALL, LICENCES = "https://hall.example/api", "https://licences.example/api"
Tokens = Callable[..., dict[str, str]]
Exchange = Callable[..., Reply]


@pytest.fixture
def portal(engine: object) -> Client:
    return make_client(resources=[HALL])


@pytest.fixture
def hall(engine: object) -> Client:
    return make_client(
        serves=[HALL],
        resources=[LICENCES],
        grant_types=[GrantType.TOKEN_EXCHANGE, GrantType.CLIENT_CREDENTIALS],
        allowed_scopes=["openid", "profile"],
    )


@pytest.fixture
def exchange(wire: Wire) -> Exchange:
    def exchange(client: Client, token: str, *, proof: str = "", **more: str) -> Reply:
        parameters = {
            "grant_type": GrantType.TOKEN_EXCHANGE.value,
            "subject_token": token,
            "subject_token_type": ACCESS_TOKEN,
            **more,
        }
        environ = {"HTTP_DPOP": proof} if proof else {}
        return wire.post("/oauth2/token", parameters, authorization=basic(client), **environ)

    return exchange


@pytest.fixture
def token(portal: Client, get_tokens: Tokens, refresh: Refresh) -> str:
    """Return a token of the portal for the hall, with more scopes than the hall may have."""
    tokens = get_tokens(portal, scope="openid profile phone offline_access")
    reply = refresh(portal, tokens["refresh_token"], resource=HALL)
    return str(reply.json["access_token"])


class TestExchange:
    def test_shows_for_whom_and_who_acts(
        self, wire: Wire, hall: Client, token: str, exchange: Exchange
    ) -> None:
        reply = exchange(hall, token, resource=LICENCES)

        assert reply.status == 200
        assert reply.json["issued_token_type"] == ACCESS_TOKEN
        assert reply.json["scope"] == "openid profile"
        assert "refresh_token" not in reply.json
        licences = make_client(serves=[LICENCES])
        told = wire.post(
            "/oauth2/introspect",
            {"token": reply.json["access_token"]},
            authorization=basic(licences),
        ).json
        assert (told["client_id"], told["aud"]) == (hall.client_id, [LICENCES])
        assert told["act"] == {"sub": hall.client_id, "client_id": hall.client_id}
        assert len(told["sub"]) == 43

    @pytest.mark.parametrize("resource", [{}, {"resource": LICENCES}])
    def test_may_call_the_resource_its_audience(
        self, hall: Client, token: str, exchange: Exchange, resource: dict[str, str]
    ) -> None:
        reply = exchange(hall, token, audience=LICENCES, **resource)
        unknown = exchange(hall, token, audience="somebody", **resource)

        assert reply.status == 200
        made = AccessToken.objects.filter(client=hall)
        assert made.get().audience == LICENCES
        assert (unknown.status, unknown.json["error"]) == (400, "invalid_target")

    def test_nests_those_who_acted_before(
        self, hall: Client, token: str, exchange: Exchange
    ) -> None:
        Client.objects.filter(pk=hall.pk).update(access_token_format=TokenFormat.JWT)
        licences = make_client(
            serves=[LICENCES],
            grant_types=[GrantType.TOKEN_EXCHANGE],
            access_token_format=TokenFormat.JWT,
        )
        first = exchange(hall, token, resource=LICENCES).json["access_token"]

        second = exchange(licences, first).json["access_token"]

        _, claims = read(second)
        assert claims["act"]["sub"] == licences.client_id
        assert claims["act"]["act"]["sub"] == hall.client_id

    def test_ends_when_the_first_token_would_have(
        self, hall: Client, token: str, time: time_machine.Traveller, exchange: Exchange
    ) -> None:
        time.move_to(NOW + dt.timedelta(minutes=8))

        assert exchange(hall, token).json["expires_in"] == 120

    def test_is_written_down_with_who_gave_the_token_away(
        self, portal: Client, hall: Client, account: Account, token: str, exchange: Exchange
    ) -> None:
        exchange(hall, token)

        record = AuditRecord.objects.get(event="identity_provider.token.exchanged")
        assert record.account_id == account.pk
        assert record.subject == f"client:{hall.client_id}"
        assert json.loads(record.details)["given_to"] == portal.client_id

    @pytest.mark.parametrize(
        ("scope", "error"),
        [
            ("openid email", "invalid_scope"),
            ("openid phone", "invalid_scope"),
            ("identity_number", "invalid_scope"),
        ],
    )
    def test_never_widens_the_scope(
        self, hall: Client, token: str, exchange: Exchange, scope: str, error: str
    ) -> None:
        before = AccessToken.objects.count()

        reply = exchange(hall, token, scope=scope)

        assert (reply.status, reply.json["error"]) == (400, error)
        assert AccessToken.objects.count() == before

    def test_may_narrow_it(self, hall: Client, token: str, exchange: Exchange) -> None:
        assert exchange(hall, token, scope="openid").json["scope"] == "openid"

    def test_names_no_resource_but_those_of_the_service(
        self, hall: Client, token: str, exchange: Exchange
    ) -> None:
        reply = exchange(hall, token, resource="https://other.example")

        assert reply.json["error"] == "invalid_target"

    @pytest.mark.parametrize(
        ("named", "told"),
        [(HALL, HALL), ("", HALL), (LICENCES, "invalid_target")],
    )
    def test_of_a_clients_own_token_stays_within_what_was_granted(
        self,
        *,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        exchange: Exchange,
        named: str,
        told: str,
    ) -> None:
        """The person agreed to the hall; the register of clients would allow more."""
        portal = make_client(
            resources=[HALL, LICENCES],
            grant_types=[GrantType.AUTHORIZATION_CODE, GrantType.TOKEN_EXCHANGE],
        )
        sign_in()
        own = redeem(portal, get_code(portal, resource=HALL)).json["access_token"]

        reply = exchange(portal, own, **({"resource": named} if named else {}))

        made = [one.audience for one in AccessToken.objects.filter(client=portal)]
        assert (made or [reply.json["error"]]) == [told]

    def test_ends_with_the_client_that_it_was_exchanged_from(
        self, wire: Wire, portal: Client, hall: Client, token: str, exchange: Exchange
    ) -> None:
        behind = exchange(hall, token, resource=LICENCES).json["access_token"]
        licences = make_client(serves=[LICENCES])
        ask = {"token": behind}
        before = wire.post("/oauth2/introspect", ask, authorization=basic(licences)).json

        Client.objects.filter(pk=portal.pk).update(state=ClientState.SUSPENDED)

        after = wire.post("/oauth2/introspect", ask, authorization=basic(licences)).json
        assert (before["active"], after) == (True, {"active": False})

    @pytest.mark.parametrize("end", ["time", "revoked", "session", "account", "client"])
    def test_is_refused_when_the_token_or_its_person_or_client_is_gone(
        self,
        *,
        wire: Wire,
        portal: Client,
        hall: Client,
        account: Account,
        token: str,
        time: time_machine.Traveller,
        exchange: Exchange,
        end: str,
    ) -> None:
        if end == "time":
            time.move_to(NOW + dt.timedelta(minutes=10))
        elif end == "revoked":
            wire.post("/oauth2/revoke", {"token": token}, authorization=basic(portal))
        elif end == "session":
            Session.objects.update(ended_at=NOW, end_reason="signed_out")
        elif end == "account":
            Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)
        else:
            Client.objects.filter(pk=portal.pk).update(state=ClientState.SUSPENDED)
        before = AccessToken.objects.count()

        reply = exchange(hall, token)

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")
        assert AccessToken.objects.count() == before

    def test_is_refused_with_a_token_that_was_not_sent_to_the_service(
        self, portal: Client, hall: Client, get_tokens: Tokens, exchange: Exchange, token: str
    ) -> None:
        for_nobody = get_tokens(portal)["access_token"]
        stranger = make_client(
            serves=["https://stranger.example"], grant_types=[GrantType.TOKEN_EXCHANGE]
        )

        assert exchange(hall, for_nobody).json["error"] == "invalid_request"
        assert exchange(stranger, token).json["error"] == "invalid_request"

    def test_is_refused_with_a_token_of_a_machine(
        self, wire: Wire, hall: Client, exchange: Exchange
    ) -> None:
        own = wire.post(
            "/oauth2/token", {"grant_type": "client_credentials"}, authorization=basic(hall)
        ).json["access_token"]

        assert exchange(hall, own).json["error"] == "invalid_request"

    @pytest.mark.parametrize(
        "more",
        [
            {"subject_token": ""},
            {"subject_token": "unknown"},
            {"subject_token_type": ""},
            {"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"},
            {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
            {"actor_token_type": ACCESS_TOKEN},
            {"actor_token": "unknown", "actor_token_type": ACCESS_TOKEN},
        ],
    )
    def test_is_refused_with_anything_but_access_tokens(
        self, hall: Client, token: str, exchange: Exchange, more: dict[str, str]
    ) -> None:
        reply = exchange(hall, token, **more)

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")

    def test_takes_an_actor_token_of_the_service_only(
        self, *, wire: Wire, hall: Client, token: str, exchange: Exchange
    ) -> None:
        def own(client: Client) -> str:
            reply = wire.post(
                "/oauth2/token", {"grant_type": "client_credentials"}, authorization=basic(client)
            )
            return str(reply.json["access_token"])

        other = make_client(grant_types=[GrantType.CLIENT_CREDENTIALS])
        replies = [
            exchange(hall, token, actor_token=actor, actor_token_type=ACCESS_TOKEN)
            for actor in (own(hall), own(other))
        ]

        assert [reply.status for reply in replies] == [200, 400]

    def test_is_refused_to_a_client_without_this_way(
        self, portal: Client, token: str, exchange: Exchange
    ) -> None:
        assert exchange(portal, token).json["error"] == "unauthorized_client"

    def test_of_a_bound_token_needs_its_key(
        self, *, wire: Wire, portal: Client, get_tokens: Tokens, hall: Client, exchange: Exchange
    ) -> None:
        key: Key = make_key()
        refresh_token = get_tokens(portal)["refresh_token"]
        bound = wire.post(
            "/oauth2/token",
            {"grant_type": "refresh_token", "refresh_token": refresh_token, "resource": HALL},
            authorization=basic(portal),
            HTTP_DPOP=make_proof(key),
        ).json["access_token"]

        replies = [
            exchange(hall, bound, proof=proof)
            for proof in ("", make_proof(make_key()), make_proof(key))
        ]

        assert [reply.status for reply in replies] == [400, 400, 200]
