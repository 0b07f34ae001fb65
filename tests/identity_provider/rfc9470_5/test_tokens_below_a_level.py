"""
RFC 9470, section 5; C2: a level that is demanded holds for tokens as long as they live.

Redeeming, refreshing, exchanging, userinfo and introspection look at the level of now.
"""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from shiming.accounts.models import Session
from shiming.identity_provider import ports
from shiming.identity_provider.models import AuthorizationCode, Client, RefreshToken
from shiming.identity_provider.types import GrantType, TokenFormat
from shiming.kernel.actor import ActingKind
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.rfc9470_5.levels_kit import (
    EVERYTHING,
    HALL,
    LICENCES,
    Authorize,
    Granted,
    Redeem,
    demand,
    fall,
)
from tests.identity_provider.wire import Reply, Wire


class TestRedeeming:
    @pytest.mark.parametrize("is_clients", [False, True], ids=["scope", "client"])
    def test_refuses_a_code_whose_person_has_fallen(
        self, *, sign_in: SignIn, authorize: Authorize, redeem: Redeem, is_clients: bool
    ) -> None:
        client = make_client(min_level=Level.INTERMEDIATE if is_clients else Level.REGISTERED)
        if not is_clients:
            demand("identity_number")
        sign_in(level=Level.INTERMEDIATE)
        code = authorize(client, scope="openid identity_number").answer.parameters["code"]

        fall()
        fallen = redeem(client, code)
        fall(Level.INTERMEDIATE)

        assert (fallen.status, fallen.json["error"]) == (400, "invalid_grant")
        assert redeem(client, code).status == 200

    def test_refuses_a_resource_that_is_beyond_the_person(
        self, sign_in: SignIn, authorize: Authorize, redeem: Redeem
    ) -> None:
        demand(HALL)
        client = make_client(resources=[HALL, LICENCES])
        sign_in(level=Level.PRIMARY)
        code = authorize(client).answer.parameters["code"]

        assert redeem(client, code, resource=HALL).json["error"] == "invalid_target"
        assert redeem(client, code, resource=LICENCES).status == 200

    def test_keeps_what_was_granted_inside_one_transaction(
        self, sign_in: SignIn, authorize: Authorize, redeem: Redeem
    ) -> None:
        demand("identity_number", Level.ADVANCED)
        client = make_client()
        sign_in(level=Level.ADVANCED)
        code = authorize(client, scope=EVERYTHING).answer.parameters["code"]
        fall(Level.INTERMEDIATE)

        tokens = redeem(client, code).json

        assert tokens["scope"] == EVERYTHING
        assert "refresh_token" not in tokens


class TestRefreshing:
    def test_leaves_out_what_the_person_reaches_no_more_and_gives_it_back(
        self, granted: Granted, refresh: Refresh
    ) -> None:
        demand("identity_number")
        client = make_client()
        first = granted(client)

        fall()
        fallen = refresh(client, first["refresh_token"]).json
        fall(Level.INTERMEDIATE)
        risen = refresh(client, fallen["refresh_token"]).json

        assert [one["scope"] for one in (first, fallen, risen)] == [
            EVERYTHING,
            "openid offline_access",
            EVERYTHING,
        ]

    @pytest.mark.parametrize(
        ("name", "asked", "error"),
        [
            ("identity_number", {"scope": "openid identity_number"}, "invalid_scope"),
            (HALL, {"resource": HALL}, "invalid_target"),
            ("openid", {}, "invalid_grant"),
        ],
    )
    def test_refuses_what_is_named_and_leaves_the_token_usable(
        self, *, granted: Granted, refresh: Refresh, name: str, asked: dict[str, str], error: str
    ) -> None:
        demand(name)
        client = make_client(resources=[HALL])
        token = granted(client)["refresh_token"]
        fall()

        refused = refresh(client, token, **asked)

        assert (refused.status, refused.json["error"]) == (400, error)
        assert RefreshToken.objects.get().rotated_at is None
        fall(Level.INTERMEDIATE)
        assert refresh(client, token, **asked).status == 200

    def test_leaves_out_a_resource_and_refuses_where_none_is_left(
        self, granted: Granted, refresh: Refresh
    ) -> None:
        demand(HALL)
        client = make_client(resources=[HALL, LICENCES], access_token_format=TokenFormat.JWT)
        both = granted(client, resource=HALL)
        AuthorizationCode.objects.update(resources=f"{HALL} {LICENCES}")
        fall()

        left = refresh(client, both["refresh_token"]).json
        AuthorizationCode.objects.update(resources=HALL)
        none = refresh(client, left["refresh_token"]).json

        told = read(left["access_token"])[1]
        assert (told["aud"], told["acr"]) == (LICENCES, Level.PRIMARY.acr)
        assert none["error"] == "invalid_target"

    def test_is_refused_once_the_client_takes_the_person_no_more(
        self, granted: Granted, refresh: Refresh
    ) -> None:
        client = make_client(min_level=Level.INTERMEDIATE)
        token = granted(client)["refresh_token"]

        fall()

        assert refresh(client, token).json["error"] == "invalid_grant"
        assert RefreshToken.objects.get().rotated_at is None

    def test_honours_the_term_of_a_level(
        self, granted: Granted, refresh: Refresh, time: time_machine.Traveller
    ) -> None:
        demand("identity_number", Level.PRIMARY)
        client = make_client()
        token = granted(client)["refresh_token"]
        Session.objects.update(level_until=NOW + dt.timedelta(hours=1))
        time.shift(3601)

        assert refresh(client, token).json["scope"] == "openid offline_access"

    def test_asks_anew_for_the_level_of_a_unit(
        self, sign_in: SignIn, authorize: Authorize, redeem: Redeem, refresh: Refresh
    ) -> None:
        demand("acting", Level.REGISTERED, of_units=Level.INTERMEDIATE)
        client = make_client()
        session = sign_in(level=Level.INTERMEDIATE)
        acting = {"kind": ActingKind.OFFICE.value, "legal_person_id": str(new_id())}
        Session.objects.filter(pk=session.pk).update(acting=acting)

        with ports.acting_source.replaced(ports.nobody_knows):
            with ports.unit_levels.replaced(lambda **_: (Level.INTERMEDIATE, None)):
                reply = authorize(client, scope="openid acting offline_access")
                token = redeem(client, reply.answer.parameters["code"]).json["refresh_token"]
            with ports.unit_levels.replaced(lambda **_: (Level.PRIMARY, None)):
                fallen = refresh(client, token)

        assert fallen.json["scope"] == "openid offline_access"


class TestExchanging:
    @pytest.fixture
    def token(self, granted: Granted, refresh: Refresh) -> str:
        portal = make_client(resources=[HALL])
        tokens = granted(portal, scope="openid profile identity_number offline_access")
        return str(refresh(portal, tokens["refresh_token"], resource=HALL).json["access_token"])

    @pytest.fixture
    def exchange(self, wire: Wire, token: str) -> Callable[..., Reply]:
        def exchange(client: Client, **more: str) -> Reply:
            parameters = {
                "grant_type": GrantType.TOKEN_EXCHANGE.value,
                "subject_token": token,
                "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
                **more,
            }
            return wire.post("/oauth2/token", parameters, authorization=basic(client))

        return exchange

    def hall(self, *scopes: str, min_level: Level = Level.REGISTERED) -> Client:
        return make_client(
            serves=[HALL],
            resources=[LICENCES],
            grant_types=[GrantType.TOKEN_EXCHANGE],
            allowed_scopes=list(scopes),
            min_level=min_level,
        )

    def test_holds_the_level_for_the_service_behind(
        self, exchange: Callable[..., Reply], time: time_machine.Traveller
    ) -> None:
        demand("identity_number")
        demand(LICENCES)
        time.shift(31)
        hall = self.hall("openid", "identity_number")

        whole = exchange(hall, resource=LICENCES)
        fall()
        replies = [
            exchange(hall),
            exchange(hall, scope="openid identity_number"),
            exchange(hall, resource=LICENCES),
            exchange(self.hall("openid", min_level=Level.INTERMEDIATE)),
        ]

        assert whole.json["scope"] == "openid identity_number"
        assert replies[0].json["scope"] == "openid"
        assert [one.json.get("error") for one in replies[1:]] == [
            "invalid_scope",
            "invalid_target",
            "invalid_request",
        ]

    def test_gives_no_token_without_scopes_which_would_be_one_with_all(
        self, wire: Wire, exchange: Callable[..., Reply]
    ) -> None:
        stranger = self.hall("hall:file")

        assert exchange(stranger).json["error"] == "invalid_scope"


class TestTokensInUse:
    def test_are_told_the_level_of_now_when_the_code_is_redeemed(
        self, sign_in: SignIn, authorize: Authorize, redeem: Redeem
    ) -> None:
        client = make_client(access_token_format=TokenFormat.JWT)
        sign_in(level=Level.INTERMEDIATE)
        code = authorize(client).answer.parameters["code"]
        fall()

        tokens = redeem(client, code).json

        told = [read(tokens[name])[1]["acr"] for name in ("id_token", "access_token")]
        assert told == [Level.PRIMARY.acr, Level.PRIMARY.acr]

    def test_open_no_mapping_below_the_level_of_their_scope(
        self, wire: Wire, granted: Granted
    ) -> None:
        demand("local_user")
        token = granted(make_client(), scope="openid local_user")["access_token"]

        replies = []
        for level in (Level.INTERMEDIATE, Level.PRIMARY):
            fall(level)
            replies.append(wire.get("/mapping/v1/me", authorization=f"Bearer {token}"))

        assert [one.status for one in replies] == [404, 403]
        assert "insufficient_scope" in replies[1].text

    def test_userinfo_challenges_for_the_level_that_is_missing(
        self, wire: Wire, granted: Granted
    ) -> None:
        demand("identity_number")
        token = granted(make_client())["access_token"]
        fine = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")

        fall()
        fallen = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")

        assert fine.status == 200
        assert (fallen.status, fallen.json["error"]) == (401, "insufficient_user_authentication")
        challenge = fallen.header("WWW-Authenticate")
        assert 'error="insufficient_user_authentication"' in challenge
        assert f'acr_values="{Level.INTERMEDIATE.acr}"' in challenge

    def test_introspection_tells_the_level_of_now_and_no_scope_beyond_it(
        self, wire: Wire, granted: Granted
    ) -> None:
        demand("identity_number")
        client = make_client()
        token = granted(client)["access_token"]

        fall()
        told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(client)).json

        assert (told["active"], told["acr"]) == (True, Level.PRIMARY.acr)
        assert told["scope"] == "openid offline_access"
