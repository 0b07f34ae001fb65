"""RFC 9700, sections 4.1 and 4.11: no redirecting parameter leads where nobody registered."""

import urllib.parse
from collections.abc import Callable

import pytest

from shiming.accounts.models import Session
from shiming.audit.models import AuditRecord
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AuthorizationCode, CasTicket, Interaction
from shiming.identity_provider.policies import cas_place_of, is_exact_address
from shiming.kernel.actor import system_actor
from shiming.web_kit.actors import safe_next_url
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    AFTER_SIGN_OUT,
    CALLBACK,
    authorization_parameters,
    basic,
    make_client,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.rfc9700_4.mutations import mutations
from tests.identity_provider.wire import Reply, Wire

SERVICE = "https://old.example/app"
OF_CALLBACK = sorted(set(mutations(CALLBACK)))
OF_SERVICE = sorted(set(mutations(SERVICE, is_prefix=True)))


def goes_nowhere(reply: Reply) -> bool:
    """Tell whether the person stays with us, on a page that leads nowhere else."""
    return (
        reply.status == 400
        and not reply.header("Location")
        and not reply.header("Refresh")
        and 'href="http' not in reply.text
        and 'action="http' not in reply.text
        and "javascript:" not in reply.text.lower()
    )


class TestMutations:
    def test_are_many(self) -> None:
        assert len(OF_CALLBACK) >= 60
        assert len(OF_SERVICE) >= 60
        assert CALLBACK not in OF_CALLBACK
        assert SERVICE not in OF_SERVICE

    def test_of_redirect_uri_lead_nowhere(self, wire: Wire, sign_in: SignIn) -> None:
        client = make_client()
        sign_in()
        before = AuditRecord.objects.count()

        led = [
            address
            for address in OF_CALLBACK
            if not goes_nowhere(
                wire.get(
                    "/oauth2/authorize", authorization_parameters(client, redirect_uri=address)
                )
            )
        ]

        assert led == []
        assert not AuthorizationCode.objects.exists()
        assert not Interaction.objects.exists()
        assert AuditRecord.objects.count() == before

    def test_of_redirect_uri_cannot_be_pushed(self, wire: Wire, engine: object) -> None:
        client = make_client()

        taken = [
            address
            for address in OF_CALLBACK
            if wire.post(
                "/oauth2/par",
                authorization_parameters(client, redirect_uri=address),
                authorization=basic(client),
            ).status
            != 400
        ]

        assert taken == []

    def test_of_post_logout_redirect_uri_lead_nowhere(self, wire: Wire, sign_in: SignIn) -> None:
        client = make_client()
        sign_in()

        led = [
            address
            for address in sorted(set(mutations(AFTER_SIGN_OUT)))
            if not goes_nowhere(
                wire.get(
                    "/oauth2/end-session",
                    {"client_id": client.client_id, "post_logout_redirect_uri": address},
                )
            )
        ]

        assert led == []
        assert Session.objects.get().ended_at is None

    def test_of_a_cas_service_lead_nowhere(
        self, wire: Wire, dispatcher: Dispatcher, sign_in: SignIn
    ) -> None:
        register_cas_service(
            client_id=make_client().client_id,
            address=SERVICE,
            actor=system_actor(device="tests"),
            now=NOW,
        )
        sign_in()

        led = [
            address
            for address in OF_SERVICE
            if not goes_nowhere(wire.get("/cas/login", {"service": address}))
        ]
        # Nobody is signed in here, so that no page asks whether to sign out.
        nobody = Wire(dispatcher)
        left = [
            address
            for address in OF_SERVICE
            for reply in [nobody.get("/cas/logout", {"service": address})]
            if reply.header("Location") or "返回业务系统" in reply.text
        ]

        assert led == []
        assert left == []
        assert not CasTicket.objects.exists()

    @pytest.mark.parametrize(
        "address", [SERVICE, f"{SERVICE}/", f"{SERVICE}/below?x=1&y=%2F", f"{SERVICE}?x=1"]
    )
    def test_leave_the_service_itself_and_what_lies_below_alone(
        self, wire: Wire, sign_in: SignIn, address: str
    ) -> None:
        register_cas_service(
            client_id=make_client().client_id,
            address=SERVICE,
            actor=system_actor(device="tests"),
            now=NOW,
        )
        sign_in()

        assert wire.get("/cas/login", {"service": address}).header("Location").startswith(address)

    @pytest.mark.parametrize("beside", ["https://old.example/application", "https://old.example/"])
    def test_of_a_service_beside_it_are_not_it(
        self, wire: Wire, sign_in: SignIn, beside: str
    ) -> None:
        register_cas_service(
            client_id=make_client().client_id,
            address=SERVICE,
            actor=system_actor(device="tests"),
            now=NOW,
        )
        sign_in()

        assert goes_nowhere(wire.get("/cas/login", {"service": beside}))

    def test_of_next_stay_on_this_site(self) -> None:
        """`next` is read by `safe_next_url` alone, at sign-in, step-up and everywhere else."""
        kept = [
            address
            for address in (
                *OF_CALLBACK,
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "/\t/evil.example",
                "\\\\evil.example",
                "https:evil.example",
                "/\r\nevil",
            )
            if not address.startswith("/callback")
            if safe_next_url(address, default="/safe") != "/safe"
        ]

        assert kept == []


class TestRegistration:
    @pytest.mark.parametrize(
        "address",
        [
            "https://client.example/#x",
            "https://user@client.example/",
            "https://client.example/*",
            "https://*.client.example/",
            "http://client.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://client.example/\\x",
            "https://client.example;script-src evil.example/",
            "https://client.example/..",
            "/relative",
            "",
        ],
    )
    def test_takes_no_address_that_could_be_read_in_two_ways(self, address: str) -> None:
        assert not is_exact_address(address)
        assert cas_place_of(address) is None


class TestMixUp:
    """RFC 9207; RFC 9700, section 4.4: every answer says who answers."""

    def test_is_seen_by_the_issuer_in_a_code_and_in_a_refusal(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        refused = authorize(client, prompt="none")
        sign_in()
        granted = authorize(client)

        issuer = wire.get("/.well-known/openid-configuration").json["issuer"]
        assert refused.answer.parameters["iss"] == issuer
        assert granted.answer.parameters["iss"] == issuer

    def test_cannot_redeem_a_code_at_another_client(
        self,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        sign_in()
        code = get_code(make_client())

        assert redeem(make_client(), code).json["error"] == "invalid_grant"


class TestSessionFixation:
    """A cookie value from before a proof opens nothing after it."""

    def test_gains_nothing_at_sign_in(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()
        wire.cookies["shiming_session"] = planted = "planted-by-somebody-else-" + "x" * 18
        away = authorize(client)
        sign_in()

        assert wire.cookies["shiming_session"] != planted
        back = wire.get(away.answer.parameters["next"])
        assert "code" in back.answer.parameters
        wire.cookies["shiming_session"] = planted
        assert authorize(client).answer.address == "/sign-in/"

    def test_gains_nothing_with_a_planted_interaction(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        """Whoever sends a victim the address of their own request does not get their code."""
        attackers = authorize(make_client())
        address = attackers.answer.parameters["next"]
        wire.cookies.clear()
        sign_in()

        reply = wire.get(address)

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    def test_gains_nothing_at_step_up(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        """The level is the session's own, and who comes back without it gets no code."""
        client = make_client()
        sign_in()
        away = authorize(client, acr_values="urn:shiming:loa:intermediate")

        back = wire.get(
            urllib.parse.urlsplit(away.answer.parameters["next"]).path, "level=intermediate"
        )

        assert (back.status, back.header("Location")) == (403, "")
        assert not AuthorizationCode.objects.exists()


class TestDowngradeOfPkce:
    """RFC 9700, sections 2.1.1 and 4.8.2; RFC 7636, section 7.2."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"code_challenge": None, "code_challenge_method": None},
            {"code_challenge": None},
            {"code_challenge_method": None},
            {"code_challenge_method": "plain"},
            {"code_challenge_method": "s256"},
            {"code_challenge": ""},
        ],
    )
    def test_is_refused_before_anybody_signs_in(
        self,
        engine: object,
        authorize: Callable[..., Reply],
        changes: dict[str, str | None],
    ) -> None:
        reply = authorize(make_client(), **changes)

        assert reply.answer.parameters["error"] == "invalid_request"
        assert not Interaction.objects.exists()

    @pytest.mark.parametrize("verifier", [None, "", "x" * 43])
    def test_is_refused_at_the_redemption(
        self,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        verifier: str | None,
    ) -> None:
        client = make_client()
        sign_in()

        reply = redeem(client, get_code(client), code_verifier=verifier)

        assert reply.status == 400
        assert "access_token" not in reply.json
