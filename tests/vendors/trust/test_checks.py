"""Sources that only compare, over HTTP: simulators check what we sign, and we what they sign."""

import dataclasses
import ipaddress
import json
import re
import urllib.parse
from collections.abc import Callable, Iterator, Mapping

import pytest
from typing_extensions import override

from shiming.kernel import clock
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.kernel.outside import Fetched, FetchFault
from shiming.kernel.phones import Mobile
from shiming.trust_sources.types import Connection, SourceProtocol
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.registers.simulator.companies import load_companies
from shiming.vendors.trust.alipay import AlipayCheck
from shiming.vendors.trust.clients import ProtocolClients
from shiming.vendors.trust.provident_fund import ProvidentFundCheck
from shiming.vendors.trust.signed_parameters import KeyUnfit, Rsa2Signer, Sm2Signer
from shiming.vendors.trust.simulator.application import SourceSimulator, running
from shiming.vendors.trust.simulator.keys import SimulatorKeys
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.vendors.trust.source_simulator import connection_to

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
BACK = "https://id.example/me/proofs/back/1/?state=s"
COMPARING = (
    SourceProtocol.UNIONPAY,
    SourceProtocol.PROVIDENT_FUND,
    SourceProtocol.TAX_FILING,
)
ALL = (SourceProtocol.ALIPAY, *COMPARING)
COMPANY = load_companies()[0]
OFFICER = COMPANY.officers[0]

To = Callable[[SourceProtocol], Connection]


@pytest.fixture(scope="module")
def keys() -> SimulatorKeys:
    return SimulatorKeys.make()


@pytest.fixture(scope="module")
def strangers_keys() -> SimulatorKeys:
    return SimulatorKeys.make()


@pytest.fixture(scope="module")
def to(keys: SimulatorKeys) -> Iterator[To]:
    with running(SourceSimulator(keys, late_seconds=0.01)) as address:
        yield lambda protocol: connection_to(protocol, address, keys)


@pytest.fixture
def clients() -> ProtocolClients:
    return ProtocolClients(allowed=LOOPBACK, accepts_simulated=True)


def question(*, name: str = CHEN.name, number: str = CHEN.number, typed: str = "") -> CheckQuestion:
    return CheckQuestion(
        name=PersonName.parse(name),
        number=parse_document_number(DocumentType.RESIDENT_ID_CARD, number),
        mobile=Mobile.parse(CHEN.mobile),
        typed=typed,
        credit_code=COMPANY.taxpayer.credit_code,
        unit_name=COMPANY.taxpayer.name,
    )


def ask(
    clients: ProtocolClients, connection: Connection, asked: CheckQuestion | None = None
) -> CheckOutcome:
    """Ask, and where the source has a page of its own, press its button."""
    now = clock.now()
    report = clients.ask(connection, question=asked or question(), return_url=BACK, now=now)
    if report.outcome is not CheckOutcome.WAITING:
        return report.outcome
    press(connection, report.url)
    return clients.outcome_of(connection, reference=report.reference, now=now).outcome


def press(connection: Connection, url: str, *, button: str = "T") -> None:
    page = GuardedFetcher(allowed=LOOPBACK).fetch(url).body.decode()
    links = re.findall(r'href="([^"]+)"', page)
    place = next(one for one in links if one.endswith(f"passed={button}")).replace("&amp;", "&")
    whole = urllib.parse.urljoin(connection.address, place)
    # It sends the person back to us, which is not followed here.
    with pytest.raises(FetchFault, match="redirected"):
        GuardedFetcher(allowed=LOOPBACK).fetch(whole)


@pytest.mark.parametrize("protocol", ALL, ids=str)
class TestEverySource:
    def test_confirms_who_it_knows(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol
    ) -> None:
        asked = question()
        if protocol is SourceProtocol.TAX_FILING:
            asked = question(name=OFFICER.name, number=OFFICER.number)

        assert clients.fault_of(to(protocol)) == ""
        assert clients.is_alive(to(protocol))
        assert ask(clients, to(protocol), asked) is CheckOutcome.MATCH

    def test_says_no_to_somebody_else(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol
    ) -> None:
        assert ask(clients, to(protocol), question(name="王不符")) is CheckOutcome.MISMATCH

    @pytest.mark.parametrize("name", ["周停机", "张超时", "钱乱码", "孙故障", "吴伪签"])
    def test_that_fails_or_forges_is_unavailable_and_nothing_else(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol, name: str
    ) -> None:
        assert ask(clients, to(protocol), question(name=name)) is CheckOutcome.UNAVAILABLE

    def test_is_not_asked_about_real_people(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol
    ) -> None:
        real = question(number="11010519491231002X")

        assert ask(clients, to(protocol), real) is CheckOutcome.UNAVAILABLE

    def test_is_not_believed_in_production_when_it_is_a_simulator(
        self, to: To, protocol: SourceProtocol
    ) -> None:
        strict = ProtocolClients(allowed=LOOPBACK, accepts_simulated=False)

        assert ask(strict, to(protocol)) is CheckOutcome.UNAVAILABLE
        assert ProtocolClients().fault_of(to(protocol)) == "address"

    def test_does_not_answer_who_signs_with_another_key(
        self,
        clients: ProtocolClients,
        to: To,
        strangers_keys: SimulatorKeys,
        protocol: SourceProtocol,
    ) -> None:
        own = {
            SourceProtocol.ALIPAY: strangers_keys.rsa_own,
            SourceProtocol.PROVIDENT_FUND: strangers_keys.sm2_own,
        }.get(protocol, strangers_keys.shared)
        wrong = dataclasses.replace(to(protocol), secret=own)

        assert clients.fault_of(wrong) == ""
        assert ask(clients, wrong) is CheckOutcome.UNAVAILABLE

    def test_needs_its_keys(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol
    ) -> None:
        assert clients.fault_of(dataclasses.replace(to(protocol), secret="")) == "secret"
        assert clients.fault_of(dataclasses.replace(to(protocol), client_id="")) == "client_id"


class TestOutOfOrder:
    @pytest.mark.parametrize("protocol", COMPARING, ids=str)
    def test_again_and_again_is_left_alone(
        self, clients: ProtocolClients, to: To, protocol: SourceProtocol
    ) -> None:
        for _ in range(5):
            ask(clients, to(protocol), question(name="孙故障"))

        report = clients.ask(to(protocol), question=question(), return_url=BACK, now=clock.now())

        assert (report.outcome, report.reason) == (CheckOutcome.UNAVAILABLE, "left_alone")


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        ("typed", "outcome"),
        [
            ("6000000000000002", CheckOutcome.MISMATCH),
            ("6000000000000003", CheckOutcome.NO_RECORD),
            ("6000000000000009", CheckOutcome.MATCH),
        ],
    )
    @pytest.mark.parametrize(
        "protocol", [SourceProtocol.UNIONPAY, SourceProtocol.PROVIDENT_FUND], ids=str
    )
    def test_belongs_to_the_person_or_not(
        self,
        clients: ProtocolClients,
        to: To,
        protocol: SourceProtocol,
        typed: str,
        outcome: CheckOutcome,
    ) -> None:
        assert ask(clients, to(protocol), question(typed=typed)) is outcome


class TestFilingUser:
    def test_is_none_who_does_not_file_for_this_unit(
        self, clients: ProtocolClients, to: To
    ) -> None:
        outcome = ask(clients, to(SourceProtocol.TAX_FILING))

        assert outcome is CheckOutcome.MISMATCH

    def test_is_none_of_a_unit_that_does_not_file(self, clients: ProtocolClients, to: To) -> None:
        asked = dataclasses.replace(question(), credit_code="91600100MA0000007R")

        assert ask(clients, to(SourceProtocol.TAX_FILING), asked) is CheckOutcome.NO_RECORD


class TestAlipay:
    def test_does_not_confirm_who_says_no_on_its_page(
        self, clients: ProtocolClients, to: To
    ) -> None:
        connection, now = to(SourceProtocol.ALIPAY), clock.now()
        report = clients.ask(connection, question=question(), return_url=BACK, now=now)
        press(connection, report.url, button="F")

        answered = clients.outcome_of(connection, reference=report.reference, now=now)
        assert answered.outcome is CheckOutcome.MISMATCH

    def test_sends_neither_name_nor_number_through_the_browser(
        self, clients: ProtocolClients, to: To
    ) -> None:
        connection = to(SourceProtocol.ALIPAY)

        report = clients.ask(connection, question=question(), return_url=BACK, now=clock.now())

        shown = urllib.parse.unquote_plus(report.url)
        assert CHEN.number not in shown
        assert CHEN.name not in shown

    def test_is_not_believed_when_the_answer_was_changed_on_its_way(
        self, keys: SimulatorKeys, to: To
    ) -> None:
        class Changing:
            """Stands between: says yes whatever the gateway said."""

            def __init__(self) -> None:
                self._real = GuardedFetcher(allowed=LOOPBACK)

            def __getattr__(self, name: str) -> object:
                return getattr(self._real, name)

            def fetch(self, url: str, *, form: dict[str, str] | None = None) -> Fetched:
                said = self._real.fetch(url, form=form)
                return dataclasses.replace(
                    said, body=said.body.replace(b'"passed": "F"', b'"passed": "T"')
                )

        connection, now = to(SourceProtocol.ALIPAY), clock.now()
        client = AlipayCheck(Changing(), accepts_simulated=True)  # type: ignore[arg-type]  # the rest of it is the real one
        report = client.ask(connection, question=question(), return_url=BACK, now=now)

        answered = client.outcome_of(connection, reference=report.reference, now=now)
        assert answered.outcome is CheckOutcome.UNAVAILABLE


class TestReplay:
    def test_of_a_question_is_not_answered(self, to: To) -> None:
        """The fund takes a signed form once; whoever copies it learns nothing."""
        sent: list[dict[str, str]] = []

        class Copying(GuardedFetcher):
            @override
            def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
                sent.append(dict(form or {}))
                return super().fetch(url, form=form)

        connection = to(SourceProtocol.PROVIDENT_FUND)
        ProvidentFundCheck(Copying(allowed=LOOPBACK), accepts_simulated=True).ask(
            connection, question=question(), return_url=BACK, now=clock.now()
        )

        again = GuardedFetcher(allowed=LOOPBACK).fetch(connection.address, form=sent[0])
        assert again.status == 401
        assert json.loads(again.body) == {"error": "signature"}


class TestKeys:
    @pytest.mark.parametrize("text", ["", "not base64!", "aGVsbG8="])
    def test_that_are_none_are_refused(self, text: str, keys: SimulatorKeys) -> None:
        with pytest.raises(KeyUnfit):
            Rsa2Signer(private=text, public=keys.rsa_own_public)
        with pytest.raises(KeyUnfit):
            Sm2Signer(private=text, public=keys.sm2_own_public)

    def test_may_stand_in_their_usual_frames(self, keys: SimulatorKeys) -> None:
        framed = f"-----BEGIN PRIVATE KEY-----\n{keys.rsa_own}\n-----END PRIVATE KEY-----\n"
        own = Rsa2Signer(private=framed, public=keys.rsa_own_public)
        sm2_own = Sm2Signer(private=keys.sm2_own, public="04" + keys.sm2_own_public)

        assert own.is_signed(b"text", own.sign(b"text"))
        assert not own.is_signed(b"another", own.sign(b"text"))
        assert sm2_own.is_signed(b"text", sm2_own.sign(b"text"))
        assert not sm2_own.is_signed(b"another", sm2_own.sign(b"text"))
