"""OpenID Connect Discovery, section 3; RFC 7517; RFC 9207, section 3."""

import datetime as dt

import time_machine

from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW
from tests.identity_provider.conftest import ISSUER
from tests.identity_provider.wire import Wire

DISCOVERY = "/.well-known/openid-configuration"


class TestDiscovery:
    def test_says_what_there_is(self, wire: Wire) -> None:
        reply = wire.get(DISCOVERY)

        document = reply.json
        assert reply.header("Content-Type") == "application/json"
        assert document["issuer"] == ISSUER
        for name in ("authorization", "token", "userinfo", "end_session"):
            assert document[f"{name}_endpoint"].startswith(f"{ISSUER}/oauth2/")
        assert document["response_types_supported"] == ["code"]
        assert document["code_challenge_methods_supported"] == ["S256"]
        assert document["subject_types_supported"] == ["pairwise", "public"]
        assert document["id_token_signing_alg_values_supported"] == ["ES256"]
        assert document["response_modes_supported"] == ["query", "form_post"]
        assert document["pushed_authorization_request_endpoint"] == f"{ISSUER}/oauth2/par"
        assert document["registration_endpoint"] == f"{ISSUER}/oauth2/register"
        assert document["request_parameter_supported"] is True
        assert document["request_uri_parameter_supported"] is False
        assert document["backchannel_logout_supported"] is True
        assert document["authorization_response_iss_parameter_supported"] is True
        assert "urn:shiming:loa:intermediate" in document["acr_values_supported"]
        assert "password" not in document["grant_types_supported"]

    def test_may_be_read_by_pages_of_other_origins_and_kept_for_a_while(self, wire: Wire) -> None:
        for path in (DISCOVERY, "/oauth2/jwks"):
            reply = wire.get(path)

            assert reply.header("Access-Control-Allow-Origin") == "*"
            assert reply.header("Cache-Control") == "public, max-age=300"


class TestKeys:
    def test_are_public_halves_only(self, wire: Wire) -> None:
        (key,) = wire.get("/oauth2/jwks").json["keys"]

        assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert key["alg"] == "ES256"

    def test_are_announced_before_they_sign_and_kept_after(
        self, wire: Wire, time: time_machine.Traveller
    ) -> None:
        (old,) = wire.get("/oauth2/jwks").json["keys"]

        rotate_signing_key(actor=system_actor(device="tests"), now=NOW)
        time.shift(dt.timedelta(minutes=1))
        announced = wire.get("/oauth2/jwks").json["keys"]
        time.move_to(NOW + dt.timedelta(hours=24))
        kept = wire.get("/oauth2/jwks").json["keys"]
        time.move_to(NOW + dt.timedelta(hours=26))
        left = wire.get("/oauth2/jwks").json["keys"]

        assert old in announced
        assert len(announced) == len(kept) == 2
        assert left == [key for key in announced if key != old]
