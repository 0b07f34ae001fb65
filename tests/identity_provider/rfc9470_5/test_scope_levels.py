"""RFC 9470, section 3; C2: a scope or resource may demand a level of whoever signs on."""

import urllib.parse

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shiming.accounts.models import Session
from shiming.identity_provider import ports
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.types import GrantType
from shiming.kernel.actor import ActingKind, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.rfc9470_5.levels_kit import (
    EVERYTHING,
    HALL,
    Authorize,
    Redeem,
    demand,
    fall,
)
from tests.identity_provider.wire import Reply, Wire

SERVICE = "https://old.example/app/"


class TestSigningOn:
    @pytest.mark.parametrize(
        ("name", "asked"),
        [
            ("identity_number", {"scope": "openid identity_number"}),
            ("hall:file", {"scope": "openid hall:file"}),
            (HALL, {"resource": HALL}),
        ],
    )
    def test_leads_to_the_missing_proof_and_back(
        self, *, wire: Wire, sign_in: SignIn, authorize: Authorize, name: str, asked: dict[str, str]
    ) -> None:
        demand(name)
        client = make_client(
            allowed_scopes=["openid", "identity_number", "hall:file"], resources=[HALL]
        )
        sign_in(level=Level.PRIMARY)

        away = authorize(client, **asked)
        unproven = wire.get(urllib.parse.unquote(away.answer.parameters["next"]))
        fall(Level.INTERMEDIATE)
        back = wire.get(urllib.parse.unquote(away.answer.parameters["next"]))

        assert away.answer.address == "/proofing/"
        assert away.answer.parameters["level"] == "intermediate"
        assert (unproven.status, unproven.header("Location")) == (403, "")
        assert "code" in back.answer.parameters
        assert AuthorizationCode.objects.get().level == Level.INTERMEDIATE

    def test_tells_the_client_where_nobody_may_be_led(
        self, sign_in: SignIn, authorize: Authorize
    ) -> None:
        demand("identity_number")
        sign_in(level=Level.PRIMARY)

        reply = authorize(make_client(), scope="openid identity_number", prompt="none")

        assert reply.answer.parameters["error"] == "unmet_authentication_requirements"
        assert not AuthorizationCode.objects.exists()

    def test_demands_nothing_of_who_asks_for_other_scopes(
        self, sign_in: SignIn, authorize: Authorize
    ) -> None:
        demand("identity_number", Level.ADVANCED)
        demand("phone", Level.REGISTERED)
        sign_in(level=Level.REGISTERED)

        assert "code" in authorize(make_client(), scope="openid profile phone").answer.parameters

    def test_takes_the_higher_of_client_and_scope(
        self, sign_in: SignIn, authorize: Authorize
    ) -> None:
        demand("phone", Level.PRIMARY)
        sign_in(level=Level.REGISTERED)
        low, high = make_client(), make_client(min_level=Level.INTERMEDIATE)

        led = [
            authorize(client, scope="openid phone").answer.parameters["level"]
            for client in (low, high)
        ]

        assert led == ["primary", "intermediate"]

    def test_asks_for_a_face_within_the_transaction_where_advanced_is_demanded(
        self, sign_in: SignIn, authorize: Authorize
    ) -> None:
        demand("identity_number", Level.ADVANCED)
        sign_in(level=Level.INTERMEDIATE)

        away = authorize(make_client(), scope="openid identity_number").answer

        assert away.parameters["level"] == "advanced"
        assert away.parameters["transaction"]

    def test_demands_of_units_what_is_said_for_units(
        self, wire: Wire, sign_in: SignIn, authorize: Authorize
    ) -> None:
        demand("acting", Level.REGISTERED, of_units=Level.INTERMEDIATE)
        session = sign_in(level=Level.INTERMEDIATE)
        acting = {"kind": ActingKind.OFFICE.value, "legal_person_id": str(new_id())}
        Session.objects.filter(pk=session.pk).update(acting=acting)

        with ports.unit_levels.replaced(lambda **_: (Level.PRIMARY, None)):
            away = authorize(make_client(), scope="openid acting").answer
        with ports.unit_levels.replaced(lambda **_: (Level.INTERMEDIATE, None)):
            back = wire.get(urllib.parse.unquote(away.parameters["next"])).answer

        assert (away.address, away.parameters["level"]) == ("/enterprises/level/", "intermediate")
        assert "code" in back.parameters

    def test_is_heard_of_within_half_a_minute(
        self, *, sign_in: SignIn, authorize: Authorize, time: time_machine.Traveller
    ) -> None:
        client = make_client()
        sign_in(level=Level.PRIMARY)
        before = authorize(client, scope="openid phone")
        demand("phone")

        meanwhile = authorize(client, scope="openid phone")
        time.shift(31)
        after = authorize(client, scope="openid phone")

        answers = [one.answer.parameters for one in (before, meanwhile, after)]
        assert ["code" in one for one in answers] == [True, True, False]

    def test_asks_the_database_no_question_more(
        self,
        *,
        sign_in: SignIn,
        authorize: Authorize,
        redeem: Redeem,
        refresh: Refresh,
        time: time_machine.Traveller,
    ) -> None:
        client = make_client()
        sign_in(level=Level.INTERMEDIATE)

        def walk() -> int:
            with CaptureQueriesContext(connection) as asked:
                code = authorize(client, scope=EVERYTHING).answer.parameters["code"]
                tokens = redeem(client, code).json
                assert refresh(client, tokens["refresh_token"]).json["scope"] == EVERYTHING
            return len(asked)

        walk()
        free = walk()
        demand("identity_number")
        time.shift(31)
        walk()

        assert walk() == free


class TestDevices:
    def test_leads_whoever_lets_one_in_to_the_missing_proof(
        self, wire: Wire, sign_in: SignIn
    ) -> None:
        demand("identity_number")
        client = make_client(grant_types=[GrantType.DEVICE_CODE])
        told = wire.post(
            "/oauth2/device-authorization",
            {"scope": "openid identity_number"},
            authorization=basic(client),
        ).json
        sign_in(level=Level.PRIMARY)

        def approve() -> Reply:
            token = wire.get("/oauth2/device").text.split('name="csrfmiddlewaretoken" value="')[1]
            form = {"user_code": told["user_code"], "decision": "approve"}
            return wire.post(
                "/oauth2/device/decision",
                {"csrfmiddlewaretoken": token.partition('"')[0], **form},
            )

        def poll() -> Reply:
            return wire.post(
                "/oauth2/token",
                {
                    "grant_type": GrantType.DEVICE_CODE.value,
                    "device_code": told["device_code"],
                },
                authorization=basic(client),
            )

        led = approve()
        assert "/proofing/" in led.text + led.header("Location")
        assert not AuthorizationCode.objects.exists()
        fall(Level.INTERMEDIATE)
        approve()
        fall()
        assert poll().json["error"] == "invalid_grant"
        fall(Level.INTERMEDIATE)
        assert "设备已登录" in approve().text or AuthorizationCode.objects.exists()


class TestOldClients:
    def test_are_told_by_cas_only_what_the_level_reaches(self, wire: Wire, sign_in: SignIn) -> None:
        demand("profile")
        client = make_client(allowed_scopes=["openid", "profile", "identity"])
        register_cas_service(
            client_id=client.client_id, address=SERVICE, actor=system_actor(device="tests"), now=NOW
        )
        sign_in(level=Level.INTERMEDIATE)

        told = []
        for level in (Level.INTERMEDIATE, Level.PRIMARY):
            fall(Level.INTERMEDIATE)
            ticket = wire.get("/cas/login", {"service": SERVICE}).answer.parameters["ticket"]
            fall(level)
            query = {"service": SERVICE, "ticket": ticket, "format": "JSON"}
            answer = wire.get("/cas/p3/serviceValidate", query).json["serviceResponse"]
            told.append(answer["authenticationSuccess"]["attributes"])

        assert ["user_kind" in one for one in told] == [True, False]
        assert [one["acr"] for one in told] == [Level.INTERMEDIATE.acr, Level.PRIMARY.acr]
