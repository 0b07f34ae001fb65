"""OpenID Connect Core, 3.1.2.1 to 3.1.2.4; C2: the missing proof, and the way back."""

import datetime as dt
import json
import urllib.parse
from collections.abc import Callable

import pytest
import time_machine

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountState
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AuthorizationCode, Interaction
from shiming.kernel.levels import Level
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, authorization_parameters, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

INTERMEDIATE = "urn:shiming:loa:intermediate"


def next_of(reply: Reply) -> str:
    """Return where the person is to come back to."""
    return reply.answer.parameters["next"]


class TestSignIn:
    def test_is_asked_for_and_leads_back_to_the_client(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client()

        away = authorize(client)
        sign_in()
        back = wire.get(next_of(away))

        assert away.answer.address == "/sign-in/"
        assert next_of(away) == f"/oauth2/continue/{Interaction.objects.get().pk}"
        assert back.answer.address == CALLBACK
        assert back.answer.parameters["state"] == "state-1"
        assert "code" in back.answer.parameters

    def test_leaves_nothing_of_the_request_in_the_address(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client(), login_hint="somebody@example.com")

        location = urllib.parse.unquote(away.header("Location"))
        assert "state-1" not in location
        assert "somebody" not in location
        assert "somebody" not in Interaction.objects.get().query

    def test_is_not_done_by_coming_back_without_it(
        self, wire: Wire, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client())

        back = wire.get(next_of(away))

        assert back.status == 403
        assert not back.header("Location")
        assert "/sign-in/?next=" in back.text
        assert not AuthorizationCode.objects.exists()

    def test_goes_on_in_the_browser_that_asked_and_in_no_other(
        self,
        wire: Wire,
        dispatcher: Dispatcher,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        away = authorize(make_client())
        stranger = Wire(dispatcher)
        sign_in(who=account_factory.make_account(), browser=stranger)
        stranger.cookies["shiming_interaction"] = "another-secret"

        reply = stranger.get(next_of(away))

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not AuthorizationCode.objects.exists()

    def test_goes_on_once(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client())
        sign_in()
        wire.get(next_of(away))

        again = wire.get(next_of(away))

        assert (again.status, again.header("Location")) == (400, "")
        assert AuthorizationCode.objects.count() == 1

    def test_goes_on_for_an_hour(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        away = authorize(make_client())

        time.move_to(NOW + dt.timedelta(hours=1))
        sign_in()

        assert wire.get(next_of(away)).status == 400

    def test_is_looked_for_again_when_a_form_of_the_client_brought_no_cookie(
        self, wire: Wire, sign_in: SignIn
    ) -> None:
        session_cookie_is_lax = wire.post(
            "/oauth2/authorize", authorization_parameters(make_client())
        )
        sign_in()

        reply = wire.follow(session_cookie_is_lax)

        assert session_cookie_is_lax.answer.address.startswith("/oauth2/continue/")
        assert "code" in reply.answer.parameters

    @pytest.mark.parametrize("end", ["ended", "idle", "absolute", "frozen"])
    def test_is_asked_for_where_the_session_is_over(
        self, sign_in: SignIn, authorize: Callable[..., Reply], end: str
    ) -> None:
        session = sign_in()
        over: dict[str, dict[str, object]] = {
            "ended": {"ended_at": NOW, "end_reason": "signed_out"},
            "idle": {"idle_until": NOW},
            "absolute": {"absolute_until": NOW},
            "frozen": {},
        }
        Session.objects.filter(pk=session.pk).update(**(over[end] or {"level": session.level}))
        if end == "frozen":
            Account.objects.update(state=AccountState.FROZEN)

        assert authorize(make_client()).answer.address == "/sign-in/"


class TestPromptNone:
    def test_tells_the_client_that_nobody_is_signed_in(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        reply = authorize(make_client(), prompt="none")

        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters["error"] == "login_required"
        assert not Interaction.objects.exists()

    def test_answers_at_once_with_a_live_session(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        assert "code" in authorize(make_client(), prompt="none").answer.parameters

    def test_tells_the_client_that_its_level_is_not_reached(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(level=Level.PRIMARY)
        claims = json.dumps({"id_token": {"acr": {"essential": True, "value": INTERMEDIATE}}})

        reply = authorize(make_client(), prompt="none", claims=claims)

        assert reply.answer.parameters["error"] == "unmet_authentication_requirements"

    def test_takes_acr_values_as_a_wish(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(level=Level.PRIMARY)

        reply = authorize(make_client(), prompt="none", acr_values=INTERMEDIATE)

        assert "code" in reply.answer.parameters


class TestFreshSignIn:
    def test_is_demanded_by_prompt_login_even_of_who_is_signed_in(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        time.shift(dt.timedelta(minutes=1))

        away = authorize(client, prompt="login")
        without = wire.get(next_of(away))
        time.shift(dt.timedelta(minutes=1))
        sign_in()
        back = wire.get(next_of(away))

        assert away.answer.address == "/sign-in/"
        assert away.answer.parameters["again"] == "1"
        assert without.status == 403
        assert "code" in back.answer.parameters

    def test_is_demanded_when_the_sign_in_is_older_than_max_age(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        time.shift(dt.timedelta(seconds=61))

        assert "code" in authorize(client, max_age="61").answer.parameters
        away = authorize(client, max_age="60")
        assert away.answer.address == "/sign-in/"
        assert authorize(client, max_age="60", prompt="none").answer.parameters["error"] == (
            "login_required"
        )
        sign_in()
        assert "code" in wire.get(next_of(away)).answer.parameters

    def test_for_max_age_zero_counts_the_sign_in_made_for_it(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        away = authorize(make_client(), max_age="0")
        sign_in()
        time.shift(dt.timedelta(seconds=5))

        assert "code" in wire.get(next_of(away)).answer.parameters

    def test_is_demanded_where_the_client_expects_somebody_else(
        self,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        hint = redeem(client, get_code(client)).json["id_token"]

        assert "code" in authorize(client, id_token_hint=hint, prompt="none").answer.parameters
        sign_in(who=account_factory.make_account())

        reply = authorize(client, id_token_hint=hint, prompt="none")
        assert reply.answer.parameters["error"] == "login_required"


class TestStepUp:
    @pytest.mark.requirement("S29-6")
    @pytest.mark.parametrize(
        "changes",
        [
            {"acr_values": INTERMEDIATE},
            {"acr_values": f"urn:other {INTERMEDIATE} urn:shiming:loa:advanced"},
            {
                "claims": json.dumps(
                    {"id_token": {"acr": {"essential": True, "value": INTERMEDIATE}}}
                )
            },
            {
                "claims": json.dumps(
                    {"id_token": {"acr": {"essential": True, "values": [INTERMEDIATE, "urn:x"]}}}
                )
            },
        ],
    )
    def test_leads_through_the_missing_proof_and_back(
        self,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        changes: dict[str, str],
    ) -> None:
        client = make_client()
        session = sign_in(level=Level.PRIMARY)

        away = authorize(client, **changes)
        Session.objects.filter(pk=session.pk).update(level=Level.INTERMEDIATE)
        back = wire.get(next_of(away))

        assert away.answer.address == "/proofing/"
        assert away.answer.parameters["level"] == "intermediate"
        assert "code" in back.answer.parameters
        assert AuthorizationCode.objects.get().level == Level.INTERMEDIATE

    def test_follows_a_sign_in(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        away = authorize(make_client(), acr_values=INTERMEDIATE)
        session = sign_in(level=Level.REGISTERED)

        on = wire.get(next_of(away))
        Session.objects.filter(pk=session.pk).update(level=Level.ADVANCED)
        back = wire.get(next_of(on))

        assert (away.answer.address, on.answer.address) == ("/sign-in/", "/proofing/")
        assert "code" in back.answer.parameters

    def test_is_not_done_by_coming_back_without_it(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(level=Level.PRIMARY)
        away = authorize(make_client(name="测试业务系统"), acr_values=INTERMEDIATE)

        back = wire.get(next_of(away))

        assert (back.status, back.header("Location")) == (403, "")
        assert "/proofing/?level=intermediate" in back.text
        assert "测试业务系统" in back.text
        assert not AuthorizationCode.objects.exists()

    def test_can_be_given_up_in_favour_of_the_client(
        self, wire: Wire, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in(level=Level.PRIMARY)
        away = authorize(make_client(), acr_values=INTERMEDIATE)
        page = wire.get(next_of(away))

        reply = wire.post(f"{next_of(away)}/refusal", {"csrfmiddlewaretoken": token_of(page)})

        assert f"{CALLBACK}?error=access_denied" in reply.text
        assert "state=state-1" in reply.text
        assert wire.get(next_of(away)).status == 400

    def test_is_needed_again_when_the_level_ran_out_meanwhile(
        self,
        wire: Wire,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
    ) -> None:
        session = sign_in(level=Level.INTERMEDIATE)
        Session.objects.filter(pk=session.pk).update(level_until=NOW + dt.timedelta(minutes=1))

        assert "code" in authorize(make_client(), acr_values=INTERMEDIATE).answer.parameters
        time.shift(dt.timedelta(minutes=1))

        away = authorize(make_client(), acr_values=INTERMEDIATE)
        assert away.answer.address == "/proofing/"

    def test_is_needed_for_a_client_that_takes_nobody_below_its_level(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client(min_level=Level.PRIMARY)
        sign_in(level=Level.REGISTERED)

        assert authorize(client).answer.address == "/proofing/"
        assert authorize(client, prompt="none").answer.parameters["error"] == (
            "unmet_authentication_requirements"
        )

    def test_is_refused_at_once_for_levels_that_nobody_can_reach(
        self, engine: object, authorize: Callable[..., Reply]
    ) -> None:
        claims = json.dumps({"id_token": {"acr": {"essential": True, "value": "urn:other"}}})

        reply = authorize(make_client(), claims=claims)

        assert reply.answer.parameters["error"] == "unmet_authentication_requirements"

    def test_is_needed_while_the_account_waits_for_its_owners_face(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        pending = account_factory.make_account(state=AccountState.PENDING)
        sign_in(who=pending, level=Level.ANONYMOUS)

        assert authorize(make_client()).answer.address == "/proofing/"


def token_of(page: Reply) -> str:
    """Return the token of the first form of a page."""
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
