"""S33-23: the ladder of legal persons, and what each step opens to whoever acts for one."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from shiming.accounts import ports as accounts
from shiming.accounts import queries as account_queries
from shiming.accounts.actions.sign_in.finish_face_errand import finish_face_errand
from shiming.accounts.actions.sign_in.start_face_errand import start_face_errand
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.models import Account
from shiming.accounts.types import LICENCE_METHOD, AccountKind, FaceErrandKind
from shiming.identity_provider import ports
from shiming.identity_provider.models import Client
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.identifiers.legal_person_codes import RegistrationNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import CompanyName
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.submit_registration import submit_registration
from shiming.legal_persons.models import LegalPerson, Office, UnitRegistration
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonId,
    OfficeId,
    OfficeKind,
    RegistrationState,
    RegistrationWay,
    UnitEvidenceKind,
    UnitRevocationReason,
    UnitStatement,
)
from shiming.legal_persons.unit_levels import unit_level
from shiming.proofing import operations as proofing
from shiming.proofing.queries import EvidenceLevels
from shiming.proofing.types import EvidenceKind
from shiming.registers import ports as registers
from shiming.vendors.registers.fake_legal_persons import FakeLegalPersonRegister
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.accounts.face_fakes import FakeFaceCheck
from tests.cast import AGENT, LEGAL_REPRESENTATIVE
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW, make_account_of, make_visit, person_of
from tests.factories.identity_provider import basic, make_client
from tests.factories.legal_persons import OTHER_CODE, company_of, make_proofed, statement
from tests.identity_provider.conftest import SESSION_COOKIE
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.django_db

SYSTEM = system_actor(device="tests")
NUMBER = "600101000012347"
PRIMARY, INTERMEDIATE, ADVANCED = (
    level.acr for level in (Level.PRIMARY, Level.INTERMEDIATE, Level.ADVANCED)
)


def register_of(**changes: str) -> FakeLegalPersonRegister:
    """Return a register that knows the company, with its number from before the credit code."""
    known = dataclasses.replace(company_of(LEGAL_REPRESENTATIVE), registration_number=NUMBER)
    known = dataclasses.replace(known, **changes)  # type: ignore[arg-type]  # texts of a company
    return FakeLegalPersonRegister(LegalPersonSimulator(companies=[known]))


@pytest.fixture(autouse=True)
def face(settings: Settings, _wired: None) -> Iterator[FakeFaceCheck]:
    """Join the areas as the product does, with a face engine that recognises everybody."""
    settings.ROOT_URLCONF = "config.urls"
    with (
        accounts.level_source.replaced(EvidenceLevels()),
        accounts.face_check.replaced(face := FakeFaceCheck()),
        registers.legal_person_register.replaced(register_of()),
        ports.unit_levels.replaced(unit_level),
    ):
        yield face


@pytest.fixture
def get_level(wire: Wire, redeem: Callable[..., Reply]) -> Callable[[Client, Reply], str]:
    """Return a function that says which level a client hears of, once it has its code."""

    def get_level(client: Client, answered: Reply) -> str:
        tokens = redeem(client, answered.answer.parameters["code"]).json
        token = tokens["access_token"]
        told = wire.post("/oauth2/introspect", {"token": token}, authorization=basic(client))
        return str(told.json["acr"])

    return get_level


def act_for_unit(wire: Wire, account: Account) -> Actor:
    """Sign in, switch to the unit, and let the browser hold that session."""
    actor = sign_in(wire, account)
    office = Office.objects.filter(person_id=person_of(account), state="active").latest("opened_at")
    switch_identity(key=f"office:{office.pk}", actor=actor, now=NOW)
    return actor_of(wire)


def sign_in(wire: Wire, account: Account, *, method: str = "pwd") -> Actor:
    visit = make_visit(token="b")
    started = account_factory.start_session(account, method=method, visit=visit, now=NOW)
    wire.cookies[SESSION_COOKIE] = started.cookie_value
    return actor_of(wire)


def actor_of(wire: Wire) -> Actor:
    session = account_queries.find_live_session(cookie_value=wire.cookies[SESSION_COOKIE], now=NOW)
    assert session is not None
    return account_queries.actor_of_session(session)


def submit(account: Account, stated: UnitStatement, *, role: ApplicantRole) -> RegistrationState:
    registration_id = submit_registration(
        statement=stated,
        way=RegistrationWay.REGISTER,
        role=role,
        actor=account_factory.make_actor(account),
        now=NOW,
    )
    ask_register(registration_id=registration_id, now=NOW)
    return RegistrationState(UnitRegistration.objects.get(pk=registration_id).state)


def unit_id() -> LegalPersonId:
    return LegalPersonId(LegalPerson.objects.get().pk)


def show_face(actor: Actor, transaction: str) -> None:
    visit = make_visit(token="b")
    proof = start_face_errand(
        kind=FaceErrandKind.TRANSACTION, reference=transaction, actor=actor, visit=visit, now=NOW
    )
    finish_face_errand(proof_id=proof, actor=actor, visit=visit, now=NOW)


def prove(kind: UnitEvidenceKind) -> None:
    operations.add_evidence(
        legal_person_id=unit_id(), kind=kind, source="tests", actor=SYSTEM, now=NOW
    )


def lift_person(account: Account) -> None:
    """Let the person reach intermediate themselves."""
    proofing.add_evidence(
        person_id=person_of(account),
        account_id=account.pk,
        kind=EvidenceKind.LIVE_FACE,
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )
    proofing.refresh_levels(person_id=person_of(account), actor=SYSTEM, now=NOW)


STATED = dataclasses.replace(statement(), registration_number=RegistrationNumber.parse(NUMBER))


class TestLadder:
    @pytest.mark.requirement("S33-23")
    def test_is_climbed_from_nothing_to_the_face_in_the_transaction(
        self,
        wire: Wire,
        authorize: Callable[..., Reply],
        get_level: Callable[[Client, Reply], str],
    ) -> None:
        # What is handled: a part of the items from primary on, tenders from intermediate on.
        item = make_client(min_unit_level=Level.PRIMARY)
        tender = make_client(min_unit_level=Level.INTERMEDIATE)
        transfer = make_client(min_unit_level=Level.ADVANCED)

        # Anonymous: whoever is nobody, and for nobody, is led to sign in.
        assert authorize(item).answer.address == "/sign-in/"

        # Primary: the representative is proofed as a person first …
        head = make_account_of(LEGAL_REPRESENTATIVE, is_attached=True)
        with pytest.raises(errors.PersonNotProofed):
            submit(head, STATED, role=ApplicantRole.REPRESENTATIVE)
        head = make_proofed_again(head)
        # … and the register agrees to each of the seven facts; any other one is refused.
        for wrong in WRONG_STATEMENTS:
            assert submit(head, wrong, role=ApplicantRole.HANDLER) is RegistrationState.REFUSED
        with registers.legal_person_register.replaced(register_of(organisation_code="MA0TE5T24")):
            assert submit(head, STATED, role=ApplicantRole.HANDLER) is RegistrationState.REFUSED
        assert submit(head, STATED, role=ApplicantRole.REPRESENTATIVE) is RegistrationState.DONE
        representative = act_for_unit(wire, head)
        assert get_level(item, authorize(item)) == PRIMARY
        assert queries.find_by_number(NUMBER) is not None

        # A proofed person whom he authorises handles what lies below intermediate, and no more:
        # their own level, however high, is not the unit's.
        handler = make_proofed(AGENT)
        submit(handler, STATED, role=ApplicantRole.HANDLER)
        lift_person(handler)
        asked = Office.objects.get(kind=OfficeKind.HANDLER)
        decide_request(
            office_id=OfficeId(asked.pk), is_approved=True, actor=representative, now=NOW
        )
        authorised = act_for_unit(wire, handler)
        assert get_level(item, authorize(item)) == PRIMARY
        led = authorize(tender)
        assert led.answer.address == "/enterprises/level/"
        assert led.answer.parameters["level"] == "intermediate"
        assert led.answer.parameters["next"].startswith("/oauth2/continue/")

        # Intermediate: any one of the three shows the unit itself.
        for kind in (
            UnitEvidenceKind.COUNTER,
            UnitEvidenceKind.TAX_FILING_USER,
            UnitEvidenceKind.CERTIFICATE,
        ):
            prove(kind)
            # From the page with the ways one comes back to what was wanted (S29-6).
            assert get_level(tender, wire.get(led.answer.parameters["next"])) == INTERMEDIATE
            revoke(kind)
            led = authorize(tender)
            assert led.answer.address == "/enterprises/level/"

        # Advanced: a fresh face inside the transaction, which ends with it.
        prove(UnitEvidenceKind.COUNTER)
        led = authorize(transfer)
        back, transaction = led.answer.parameters["next"], led.answer.parameters["transaction"]
        assert back.endswith(transaction)
        assert "code" not in wire.get(back).answer.parameters
        show_face(authorised, transaction)
        assert get_level(transfer, wire.get(back)) == ADVANCED
        assert authorize(transfer).answer.address == "/enterprises/level/"
        assert get_level(tender, authorize(tender)) == INTERMEDIATE


class TestGate:
    def test_takes_another_level_of_people_than_of_legal_persons(
        self, wire: Wire, authorize: Callable[..., Reply], get_level: Callable[[Client, Reply], str]
    ) -> None:
        client = make_client(min_level=Level.INTERMEDIATE, min_unit_level=Level.PRIMARY)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        submit(head, STATED, role=ApplicantRole.REPRESENTATIVE)
        act_for_unit(wire, head)

        for_the_unit = get_level(client, authorize(client))
        switch_identity(key="self", actor=actor_of(wire), now=NOW)
        for_oneself = authorize(client)

        assert for_the_unit == PRIMARY
        assert for_oneself.answer.address == "/proofing/"

    def test_hears_at_once_that_the_unit_fell(
        self, wire: Wire, authorize: Callable[..., Reply]
    ) -> None:
        client = make_client(min_unit_level=Level.PRIMARY)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        submit(head, STATED, role=ApplicantRole.REPRESENTATIVE)
        act_for_unit(wire, head)
        operations.revoke_evidence(
            legal_person_id=unit_id(),
            kind=UnitEvidenceKind.REGISTER_MATCH,
            reason=UnitRevocationReason.FORGED,
            actor=SYSTEM,
            now=NOW,
        )

        assert authorize(client).answer.address == "/enterprises/level/"
        assert authorize(client, prompt="none").answer.parameters["error"] == (
            "unmet_authentication_requirements"
        )

    def test_knows_the_units_own_account(
        self, wire: Wire, authorize: Callable[..., Reply], get_level: Callable[[Client, Reply], str]
    ) -> None:
        client = make_client(min_unit_level=Level.PRIMARY)
        submit(make_proofed(LEGAL_REPRESENTATIVE), STATED, role=ApplicantRole.REPRESENTATIVE)
        own = account_factory.make_account(mobile=None, kind=AccountKind.UNIT, user_name="unit-1")
        sign_in(wire, own, method="sms")

        # An account that is no unit's yet is that of nobody who is proven.
        open_to_all = make_client()
        as_nobody = get_level(open_to_all, authorize(open_to_all))
        LegalPerson.objects.update(account=own)

        assert as_nobody == Level.REGISTERED.acr
        # A mobile is that of whoever registered the account: the unit itself has to show up.
        assert authorize(client).answer.address == "/enterprises/level/"
        sign_in(wire, own, method=LICENCE_METHOD)
        assert get_level(client, authorize(client)) == PRIMARY

    def test_lends_no_face_to_another_transaction_or_person(
        self, wire: Wire, authorize: Callable[..., Reply]
    ) -> None:
        transfer = make_client(min_unit_level=Level.ADVANCED, min_level=Level.ADVANCED)
        head = make_proofed(LEGAL_REPRESENTATIVE)
        lift_person(head)
        submit(head, STATED, role=ApplicantRole.REPRESENTATIVE)
        prove(UnitEvidenceKind.COUNTER)
        actor = act_for_unit(wire, head)
        first = authorize(transfer).answer.parameters
        second = authorize(transfer).answer.parameters

        show_face(actor, first["transaction"])

        assert "code" not in wire.get(second["next"]).answer.parameters

    def test_gives_a_person_the_advanced_level_in_their_own_transaction_alone(
        self,
        wire: Wire,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        transfer = make_client(min_level=Level.ADVANCED)
        person = make_proofed(LEGAL_REPRESENTATIVE)
        lift_person(person)
        actor = sign_in(wire, person)
        led = authorize(transfer, scope="openid offline_access").answer.parameters

        show_face(actor, led["transaction"])
        code = wire.get(led["next"]).answer.parameters["code"]
        tokens = redeem(transfer, code).json

        assert "access_token" in tokens
        # Nothing that lasts comes out of it.
        assert "refresh_token" not in tokens
        assert authorize(transfer).answer.address == "/proofing/"


def make_proofed_again(account: Account) -> Account:
    for kind in (EvidenceKind.MOBILE, EvidenceKind.REGISTER_TWO_FACTORS):
        proofing.add_evidence(
            person_id=person_of(account),
            account_id=account.pk,
            kind=kind,
            source="tests",
            actor=SYSTEM,
            now=NOW,
        )
    proofing.refresh_levels(person_id=person_of(account), actor=SYSTEM, now=NOW)
    return account


def revoke(kind: UnitEvidenceKind) -> None:
    operations.revoke_evidence(
        legal_person_id=unit_id(),
        kind=kind,
        reason=UnitRevocationReason.MISTAKE,
        actor=SYSTEM,
        now=NOW,
    )


WRONG_STATEMENTS = (
    dataclasses.replace(STATED, credit_code=statement(code=OTHER_CODE).credit_code),
    dataclasses.replace(STATED, name=CompanyName.parse("样本市别家贸易有限公司")),
    dataclasses.replace(STATED, registration_number=RegistrationNumber.parse("600101000012355")),
    dataclasses.replace(STATED, representative_ethnicity="壮"),
    dataclasses.replace(STATED, representative_name=AGENT.person_name),
    dataclasses.replace(STATED, representative_number=AGENT.document_number),
)
"""All but the organisation code, which is a part of the credit code that is stated."""
