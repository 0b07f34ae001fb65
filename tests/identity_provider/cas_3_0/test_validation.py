"""CAS 1, and CAS 3.0, sections 2.4, 2.5 and 2.8: whose ticket is this?"""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
import time_machine

from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.queries import actor_of_session
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import CasTicket, Client
from shiming.identity_provider.types import ClientState
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.identity_provider.cas_3_0.conftest import SERVICE
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

NAMESPACES = {"cas": "http://www.yale.edu/tp/cas"}
USED = "identity_provider.cas_ticket.used"


def ask(wire: Wire, path: str, **parameters: str) -> Reply:
    return wire.get(f"/cas/{path}", {"service": SERVICE, **parameters})


def find(reply: Reply, path: str) -> str | None:
    # Our own answer, read in a test.
    return ET.fromstring(reply.text).findtext(path, namespaces=NAMESPACES)  # noqa: S314


def code_of(reply: Reply) -> str:
    failure = ET.fromstring(reply.text).find(  # noqa: S314
        "cas:authenticationFailure", NAMESPACES
    )
    assert failure is not None, reply.text
    return failure.attrib["code"]


class TestValidate:
    def test_answers_the_first_version_in_plain_words(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()
        ticket = get_ticket()

        yes = ask(wire, "validate", ticket=ticket)
        no = ask(wire, "validate", ticket=ticket)

        assert yes.text.startswith("yes\n")
        assert len(yes.text.split("\n")[1]) == 43
        assert no.text == "no\n\n"

    def test_answers_the_second_version_with_a_name_only(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()

        reply = ask(wire, "serviceValidate", ticket=get_ticket())

        assert find(reply, "cas:authenticationSuccess/cas:user")
        assert find(reply, "cas:authenticationSuccess/cas:attributes") is None

    def test_answers_the_third_version_with_what_the_client_may_know(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)

        reply = ask(wire, "p3/serviceValidate", ticket=get_ticket())

        said = "cas:authenticationSuccess/cas:attributes/cas:"
        assert find(reply, f"{said}name") == PROOFED_CITIZEN.name
        assert find(reply, f"{said}document_type") == "resident_id_card"
        assert find(reply, f"{said}acr") == "urn:shiming:loa:intermediate"
        assert find(reply, f"{said}amr") == "pwd"
        assert find(reply, f"{said}isFromNewLogin") == "false"
        # Not among the client's scopes.
        assert find(reply, f"{said}phone_number") is None
        assert PROOFED_CITIZEN.number not in reply.text
        assert AuditRecord.objects.filter(event=USED).count() == 1

    def test_answers_in_json_too(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()
        ticket = get_ticket()

        yes = ask(wire, "p3/serviceValidate", ticket=ticket, format="JSON")
        no = ask(wire, "p3/serviceValidate", ticket=ticket, format="JSON")

        success = yes.json["serviceResponse"]["authenticationSuccess"]
        assert success["attributes"]["acr"] == "urn:shiming:loa:registered"
        assert no.json["serviceResponse"]["authenticationFailure"]["code"] == "INVALID_TICKET"

    def test_knows_a_person_by_the_same_name_in_every_version(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()

        first = ask(wire, "validate", ticket=get_ticket()).text.split("\n")[1]
        third = ask(wire, "p3/serviceValidate", ticket=get_ticket())

        assert find(third, "cas:authenticationSuccess/cas:user") == first


class TestTicket:
    def test_is_good_once(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()
        ticket = get_ticket()
        ask(wire, "serviceValidate", ticket=ticket)

        assert code_of(ask(wire, "serviceValidate", ticket=ticket)) == "INVALID_TICKET"

    @pytest.mark.parametrize(("seconds", "is_good"), [(29, True), (30, False)])
    def test_is_good_for_thirty_seconds(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_ticket: Callable[..., str],
        time: time_machine.Traveller,
        seconds: int,
        *,
        is_good: bool,
    ) -> None:
        sign_in()
        ticket = get_ticket()
        time.shift(dt.timedelta(seconds=seconds))

        reply = ask(wire, "validate", ticket=ticket)

        assert reply.text.startswith("yes") is is_good

    def test_is_used_up_by_a_question_for_another_service(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()
        ticket = get_ticket()

        other = ask(wire, "serviceValidate", ticket=ticket, service=f"{SERVICE}other")
        mine = ask(wire, "serviceValidate", ticket=ticket)

        assert code_of(other) == "INVALID_SERVICE"
        assert code_of(mine) == "INVALID_TICKET"
        assert CasTicket.objects.get().spent_ticket == ""

    def test_of_an_older_sign_in_is_no_good_with_renew(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()

        reply = ask(wire, "serviceValidate", ticket=get_ticket(), renew="true")

        assert code_of(reply) == "INVALID_TICKET"

    def test_ends_with_the_session(
        self, wire: Wire, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        session = sign_in()
        ticket = get_ticket()
        sign_out(actor=actor_of_session(session), now=NOW)

        assert code_of(ask(wire, "serviceValidate", ticket=ticket)) == "INVALID_TICKET"

    def test_ends_with_the_client(
        self, wire: Wire, client: Client, sign_in: SignIn, get_ticket: Callable[..., str]
    ) -> None:
        sign_in()
        ticket = get_ticket()
        Client.objects.update(state=ClientState.SUSPENDED)

        assert code_of(ask(wire, "serviceValidate", ticket=ticket)) == "INVALID_TICKET"

    @pytest.mark.parametrize(
        "query",
        ["", "service=https://old.example/app/", "ticket=ST-1", "service=a&ticket=b&ticket=c"],
    )
    def test_must_come_with_its_service_once(self, wire: Wire, engine: object, query: str) -> None:
        assert code_of(wire.get("/cas/serviceValidate", query)) == "INVALID_REQUEST"
        assert wire.get("/cas/validate", query).text == "no\n\n"

    def test_that_nobody_gave_out_is_no_good(self, wire: Wire, engine: object) -> None:
        reply = ask(wire, "serviceValidate", ticket="ST-<script>")

        assert code_of(reply) == "INVALID_TICKET"
        assert "<script>" not in reply.text
