"""CAS 3.0, sections 2.1 and 3.1: from a service's wish to a ticket."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine

from shiming.identity_provider.models import CasTicket, Client, Interaction
from shiming.identity_provider.types import ClientState
from shiming.kernel.levels import Level
from tests.identity_provider.cas_3_0.conftest import SERVICE
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("client")


def come_back(wire: Wire, url: str) -> Reply:
    path, _, query = url.partition("?")
    return wire.get(path, query)


class TestLogin:
    def test_leads_from_a_live_session_to_a_ticket(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        reply = wire.get("/cas/login", {"service": f"{SERVICE}page?x=1"})

        address, _, ticket = reply.header("Location").rpartition("&ticket=")
        assert reply.status == 303
        assert address == f"{SERVICE}page?x=1"
        assert re.fullmatch(r"ST-[A-Za-z0-9-]{32,}", ticket)
        assert ticket not in CasTicket.objects.get().ticket_hash
        assert reply.header("Cache-Control") == "no-store"

    def test_asks_for_a_sign_in_and_leads_back(self, wire: Wire, sign_in: SignIn) -> None:
        away = wire.get("/cas/login", {"service": SERVICE})
        back = away.answer.parameters["next"]
        without = come_back(wire, back)
        sign_in()
        reply = come_back(wire, back)
        again = come_back(wire, back)

        assert away.answer.address == "/sign-in/"
        assert back == f"/cas/login?interaction={Interaction.objects.get().pk}"
        assert (without.status, without.header("Location")) == (403, "")
        assert "重新登录" in without.text
        assert reply.answer.address == SERVICE
        assert reply.answer.parameters["ticket"].startswith("ST-")
        assert again.status == 400

    def test_goes_on_in_the_browser_that_asked_and_in_no_other(
        self, wire: Wire, sign_in: SignIn
    ) -> None:
        back = wire.get("/cas/login", {"service": SERVICE}).answer.parameters["next"]
        del wire.cookies["shiming_interaction"]
        sign_in()

        assert come_back(wire, back).status == 400
        assert not CasTicket.objects.exists()

    def test_goes_on_in_several_tabs(self, wire: Wire, sign_in: SignIn) -> None:
        """They come back to one path, so to one cookie; nobody else's value is taken over."""
        wire.cookies["shiming_interaction"] = "planted"
        tabs = [
            wire.get("/cas/login", {"service": f"{SERVICE}{tab}"}).answer.parameters["next"]
            for tab in ("first", "second")
        ]
        kept = wire.cookies["shiming_interaction"]
        sign_in()

        went = [come_back(wire, tab).answer.address for tab in tabs]

        assert went == [f"{SERVICE}first", f"{SERVICE}second"]
        assert len(kept) == 43

    def test_demands_a_new_sign_in_with_renew(
        self, wire: Wire, sign_in: SignIn, time: time_machine.Traveller
    ) -> None:
        sign_in()
        time.shift(dt.timedelta(minutes=1))

        away = wire.get("/cas/login", {"service": SERVICE, "renew": "true"})
        old = come_back(wire, away.answer.parameters["next"])
        sign_in()
        new = come_back(wire, away.answer.parameters["next"])

        assert away.answer.parameters["again"] == "1"
        assert old.status == 403
        assert CasTicket.objects.get().is_new_sign_in
        assert "ticket" in new.answer.parameters

    def test_only_looks_with_gateway(self, wire: Wire, sign_in: SignIn) -> None:
        asked = {"service": SERVICE, "gateway": "true"}

        nobody = wire.get("/cas/login", asked)
        sign_in()
        somebody = wire.get("/cas/login", asked)

        assert nobody.header("Location") == SERVICE
        assert not Interaction.objects.exists()
        assert "ticket" in somebody.answer.parameters

    def test_leads_to_the_missing_proof(self, wire: Wire, client: Client, sign_in: SignIn) -> None:
        client.min_level = Level.INTERMEDIATE
        client.save()
        session = sign_in()

        away = wire.get("/cas/login", {"service": SERVICE})
        type(session).objects.update(level=Level.INTERMEDIATE)
        back = come_back(wire, away.answer.parameters["next"])

        assert away.answer.address == "/proofing/"
        assert "ticket" in back.answer.parameters

    def test_posts_the_ticket_if_the_service_likes(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        reply = wire.get("/cas/login", {"service": SERVICE, "method": "POST"})

        assert f'action="{SERVICE}"' in reply.text
        assert 'name="ticket" value="ST-' in reply.text

    def test_without_a_service_is_just_a_sign_in(self, wire: Wire, engine: object) -> None:
        assert wire.get("/cas/login").header("Location") == "/me/"

    def test_gives_no_ticket_to_a_suspended_client(
        self, wire: Wire, client: Client, sign_in: SignIn
    ) -> None:
        client.state = ClientState.SUSPENDED
        client.save()
        sign_in()

        reply = wire.get("/cas/login", {"service": SERVICE})

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not CasTicket.objects.exists()

    def test_refuses_a_service_that_comes_twice(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        reply = wire.get("/cas/login", f"service={SERVICE}&service={SERVICE}")

        assert (reply.status, reply.header("Location")) == (400, "")


class TestTicket:
    def test_is_another_one_each_time(
        self, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()

        assert len({get_ticket() for _ in range(3)}) == 3
