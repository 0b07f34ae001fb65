"""Units whose officers sign in, and a tax core that names them; all of it of the cast."""

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator
from unittest import mock

from django.contrib.auth.hashers import make_password

from shiming.accounts import hashers
from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts_queries
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPolicy,
    HumanAnswer,
    PersonId,
    SessionId,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations, queries
from shiming.legal_persons.actions.enterprise_sign_in.choose_officer import choose_officer
from shiming.legal_persons.actions.enterprise_sign_in.enter_unit_password import (
    enter_unit_password,
)
from shiming.legal_persons.actions.enterprise_sign_in.prove_officer_by_code import (
    prove_officer_by_code,
)
from shiming.legal_persons.actions.enterprise_sign_in.send_officer_code import send_officer_code
from shiming.legal_persons.identities import OfficeIdentities
from shiming.legal_persons.models import LegalPerson, Office
from shiming.legal_persons.officer_proof import ClientWanted
from shiming.legal_persons.officer_synchronisation import read_core
from shiming.legal_persons.types import (
    EntryWay,
    LegalPersonId,
    LegalPersonKind,
    OfficeId,
    RecordSource,
    SynchronisedOfficers,
    UnitRecord,
    UnitSignInId,
)
from shiming.messages import ports as messages
from shiming.registers import ports as registers
from shiming.registers.types import (
    CoreAgency,
    CoreOfficer,
    CoreOfficerKind,
    Taxpayer,
    TaxpayerState,
)
from shiming.vendors.registers.fake_tax_core import FakeTaxCore
from shiming.vendors.registers.simulator.companies import SyntheticCompany
from shiming.vendors.registers.simulator.tax_core import TaxCoreSimulator
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_visit,
)

CODE = "91600101MA0TE5T16D"
TAXPAYER_NUMBER = "600101700000011"
AGENCY_CODE = "91600101MA0AGNT19P"
UNIT_PASSWORD = "Das-Haus-am-Fluss-12"
AGREEMENT = "Vertrag-mit-7-Siegeln"
SYSTEM = system_actor(device="tests")
NO_ANSWER = HumanAnswer()


class Levels:
    """Everybody is captured but who is named otherwise."""

    def __init__(self) -> None:
        self.of: dict[PersonId, Level] = {}

    def level_of(
        self, person_id: PersonId, account_id: AccountId, now: dt.datetime
    ) -> tuple[Level, dt.datetime | None]:
        return self.of.get(person_id, Level.INTERMEDIATE), None


class NoPermissions:
    """Nobody may anything for themselves."""

    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        return frozenset()


@dataclasses.dataclass(kw_only=True)
class World:
    """A unit, an agency, their officers, and the core that names them."""

    core: TaxCoreSimulator
    levels: Levels
    unit_id: LegalPersonId
    agency_id: LegalPersonId
    head: Account
    finance: Account
    agent: Account

    def names(self, *officers: CoreOfficer, state: TaxpayerState = TaxpayerState.NORMAL) -> None:
        """Have the core name these for the unit from now on."""
        self.core.companies = (
            company(CODE, TAXPAYER_NUMBER, *officers, state=state),
            company(AGENCY_CODE, AGENCY_CODE, named(AGENT, CoreOfficerKind.TAX_AGENT)),
        )

    def synchronise(
        self, unit_id: LegalPersonId | None = None, *, now: dt.datetime = NOW
    ) -> SynchronisedOfficers:
        return read_core(legal_person_id=unit_id or self.unit_id, actor=SYSTEM, now=now)

    def enter(
        self,
        *,
        way: EntryWay = EntryWay.ORDINARY,
        identifier: str = CODE,
        password: str = UNIT_PASSWORD,
        visit: Visit,
        now: dt.datetime = NOW,
    ) -> UnitSignInId:
        """Take the first step."""
        return enter_unit_password(
            way=way,
            identifier=identifier,
            password=password,
            human=NO_ANSWER,
            visit=visit,
            now=now,
        ).sign_in_id

    def office_of(self, member: Member, unit_id: LegalPersonId | None = None) -> OfficeId:
        """Return the office that somebody holds."""
        rows = Office.objects.filter(legal_person_id=unit_id or self.unit_id, state="active")
        return next(OfficeId(row.pk) for row in rows if row.holder_name == member.name)

    def choose(
        self, sign_in_id: UnitSignInId, member: Member, *, visit: Visit, now: dt.datetime = NOW
    ) -> OfficeId:
        """Take the second step."""
        sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
        office_id = self.office_of(member, sign_in.legal_person_id)
        choose_officer(sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=now)
        return office_id

    def prove(
        self,
        sign_in_id: UnitSignInId,
        member: Member,
        *,
        visit: Visit,
        replaces: SessionId | None = None,
        now: dt.datetime = NOW,
    ) -> SignInOutcome | ClientWanted:
        """Take the third step, with the code that comes to the member's mobile."""
        sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
        office_id = self.office_of(member, sign_in.legal_person_id)
        send_officer_code(sign_in_id=sign_in_id, office_id=office_id, visit=visit, now=now)
        return prove_officer_by_code(
            sign_in_id=sign_in_id,
            office_id=office_id,
            typed_code=last_code(member.mobile),
            visit=visit,
            replaces=replaces,
            now=now,
        )

    def sign_in(
        self,
        member: Member = LEGAL_REPRESENTATIVE,
        *,
        way: EntryWay = EntryWay.ORDINARY,
        visit: Visit | None = None,
        now: dt.datetime = NOW,
    ) -> StartedSession:
        """Take all steps, and have a session."""
        here = visit or make_visit()
        sign_in_id = self.enter(way=way, visit=here, now=now)
        self.choose(sign_in_id, member, visit=here, now=now)
        outcome = self.prove(sign_in_id, member, visit=here, now=now)
        assert isinstance(outcome, StartedSession)
        return outcome


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Fill the ports, and put a unit with two officers and an agency with one on record."""
    levels = Levels()
    simulator = TaxCoreSimulator(companies=())
    with (
        # Passwords are hashed for show: at full cost they would be most of the tests' time.
        mock.patch.object(hashers.PasswordHasher, "memory_cost", 1024),
        mock.patch.object(hashers.PasswordHasher, "time_cost", 1),
        accounts_ports.policy.replaced(AccountPolicy(checked_forms=frozenset())),
        accounts_ports.level_source.replaced(levels),
        accounts_ports.permission_source.replaced(NoPermissions()),
        accounts_ports.identity_source.replaced(OfficeIdentities()),
        messages.address_book.replaced(AccountAddressBook()),
        registers.tax_core.replaced(FakeTaxCore(simulator)),
    ):
        made = World(
            core=simulator,
            levels=levels,
            unit_id=make_unit(CODE, TAXPAYER_NUMBER, "样本市晴川贸易有限公司"),
            agency_id=make_unit(
                AGENCY_CODE, AGENCY_CODE, "样本市明算税务师事务所", kind=LegalPersonKind.AGENCY
            ),
            head=person(LEGAL_REPRESENTATIVE),
            finance=person(PROOFED_CITIZEN),
            agent=person(AGENT),
        )
        made.names(
            named(LEGAL_REPRESENTATIVE, CoreOfficerKind.LEGAL_REPRESENTATIVE),
            named(PROOFED_CITIZEN, CoreOfficerKind.FINANCE_OFFICER),
        )
        yield made


def make_unit(
    code: str,
    taxpayer_number: str,
    name: str,
    *,
    kind: LegalPersonKind = LegalPersonKind.ENTERPRISE,
    password: str = UNIT_PASSWORD,
) -> LegalPersonId:
    """Return a unit with an account of its own."""
    unit_id = operations.add_legal_person(
        record=UnitRecord(
            name=CompanyName.parse(name),
            source=RecordSource.CORE,
            kind=kind,
            credit_code=CreditCode.parse(code),
            taxpayer_number=TaxpayerNumber.parse(taxpayer_number),
        ),
        actor=SYSTEM,
        now=NOW,
    )
    is_agency = kind is LegalPersonKind.AGENCY
    account = make_account(kind=AccountKind.AGENCY if is_agency else AccountKind.UNIT)
    Account.objects.filter(pk=account.pk).update(password=hashed(password))
    LegalPerson.objects.filter(pk=unit_id).update(account=account)
    return unit_id


def company(
    code: str,
    taxpayer_number: str,
    *officers: CoreOfficer,
    state: TaxpayerState = TaxpayerState.NORMAL,
    agencies: tuple[CoreAgency, ...] = (),
) -> SyntheticCompany:
    """Return a taxpayer as the core keeps it."""
    return SyntheticCompany(
        taxpayer=Taxpayer(
            credit_code=code, taxpayer_number=taxpayer_number, name="样本公司", state=state
        ),
        officers=officers,
        agencies=agencies,
    )


def named(
    member: Member, kind: CoreOfficerKind, *, name: str = "", number: str = ""
) -> CoreOfficer:
    """Return one of the cast as the core spells them, rightly or not."""
    return CoreOfficer(
        kind=kind,
        name=name or member.name,
        document_type="resident_id_card",
        number=number or member.number,
    )


def session_of(outcome: object) -> Session:
    """Return the row of a session that has begun."""
    assert isinstance(outcome, StartedSession)
    return Session.objects.get(public_id=outcome.session_id)


def actor_in(outcome: object) -> Actor:
    """Return who acts in a session that has begun."""
    return accounts_queries.actor_of_session(session_of(outcome))


def person(member: Member) -> Account:
    """Return the account of one of the cast, with a mobile and the usual password."""
    account = make_account_of(member, is_attached=True)
    account.password = hashed(PASSWORD)
    account.save(update_fields=["password"])
    return account


@functools.cache
def hashed(password: str) -> str:
    """Return the hash of a password, which costs as much time as a whole test, once."""
    return make_password(password)
