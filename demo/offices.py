"""
Somebody who heads a unit already: offices of every state, and a standing consent that was used.

Nothing of it waits for a camera: whoever signs in with the accounts below finds offices asked for,
offered, held and ended (D4), and what relied on the consent (S13-5).
"""

import dataclasses
import datetime as dt
import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.operations.registration import open_account
from shiming.accounts.types import AccountId, PersonId, RegistrationVariant
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons import operations, queries
from shiming.legal_persons.types import (
    ConsentPurpose,
    LegalPersonId,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
    RecordSource,
    UnitEvidenceKind,
    UnitRecord,
)
from shiming.proofing import operations as proofing
from shiming.proofing.types import EvidenceKind
from shiming.vendors.registers.simulator.companies import SyntheticCompany, load_companies

_HEADED, _OFFERING = "91600102MA0AGNT271", "91600201MA0TE5T590"
_PROOFS = (EvidenceKind.MOBILE, EvidenceKind.REGISTER_TWO_FACTORS, EvidenceKind.LIVE_FACE)
_SYSTEM = "样本市企业登记系统（模拟）"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Somebody who is proofed, and does not exist."""

    user_name: str
    name: PersonName
    number: DocumentNumber
    mobile: Mobile


def _citizen(user_name: str, name: str, number: str, mobile: str) -> Citizen:
    return Citizen(
        user_name=user_name,
        name=PersonName.parse(name),
        number=parse_document_number(DocumentType.RESIDENT_ID_CARD, number),
        mobile=Mobile.parse(mobile),
    )


HEAD = _citizen("demo-head", "样本云", "609901198503031012", "15409000011")
COLLEAGUE = _citizen("demo-colleague", "样本川", "60990119870505102X", "15409000012")


def seed_offices(*, actor: Actor, now: dt.datetime) -> dict[str, dict[str, str]]:
    """Put two people and two units on record, with what is between them; return the accounts."""
    password = f"Demo-{secrets.token_urlsafe(9)}7a"
    hashed = make_password(password)
    known = {company.taxpayer.credit_code: company for company in load_companies()}
    with transaction.atomic(durable=True):
        head, head_account = _settle(HEAD, hashed=hashed, actor=actor, now=now)
        colleague, _account = _settle(COLLEAGUE, hashed=hashed, actor=actor, now=now)
        unit = _unit(known[_HEADED], head=HEAD, actor=actor, now=now)
        other = _unit(known[_OFFERING], head=None, actor=actor, now=now)
        desk = _Desk(actor=actor, now=now)
        desk.open(unit, HEAD, head, OfficeKind.LEGAL_REPRESENTATIVE, OfficeState.ACTIVE)
        desk.open(unit, COLLEAGUE, colleague, OfficeKind.FINANCE_OFFICER, OfficeState.ACTIVE)
        desk.open(unit, COLLEAGUE, colleague, OfficeKind.TAX_OFFICER, OfficeState.REQUESTED)
        operations.ask_heads(unit, now=now)
        offered = desk.open(
            other, HEAD, None, OfficeKind.TAX_OFFICER, OfficeState.AWAITING_CONFIRMATION
        )
        operations.ask_to_confirm(offered, person_id=head, now=now)
        ended = desk.open(other, HEAD, head, OfficeKind.INVOICE_HANDLER, OfficeState.ACTIVE)
        operations.end_office(office_id=ended, reason=OfficeEnd.OTHER_TASK, actor=actor, now=now)
        _consent(head, head_account, actor=actor, now=now)
    return {
        "head": _facts(
            HEAD, password, "heads a unit: requests, offers, officers, a standing consent"
        ),
        "colleague": _facts(COLLEAGUE, password, "finance officer there, asks to be tax officer"),
    }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    actor: Actor
    now: dt.datetime

    def open(
        self,
        unit: LegalPersonId,
        holder: Citizen,
        person_id: PersonId | None,
        kind: OfficeKind,
        state: OfficeState,
    ) -> OfficeId:
        is_asked = state is OfficeState.REQUESTED
        return operations.open_office(
            legal_person_id=unit,
            kind=kind,
            source=OfficeSource.REQUEST if is_asked else OfficeSource.INVITATION,
            state=state,
            number=holder.number,
            name=holder.name,
            person_id=person_id,
            mobile=holder.mobile,
            actor=self.actor,
            now=self.now,
        )


def _settle(
    citizen: Citizen, *, hashed: str, actor: Actor, now: dt.datetime
) -> tuple[PersonId, AccountId]:
    account = open_account(
        user_name=citizen.user_name,
        hashed=hashed,
        mobile=citizen.mobile,
        variant=RegistrationVariant.PLAIN,
        agreement_id=None,
        actor=actor,
        now=now,
    )
    if account is None:  # pragma: no cover  the demonstration begins with an empty database
        raise SystemExit("Somebody has the mobile of the demonstration.")
    account_id = AccountId(account.pk)
    person_id = accounts.attach_person(
        account_id=account_id, number=citizen.number, name=citizen.name, actor=actor, now=now
    )
    for kind in _PROOFS:
        proofing.add_evidence(
            person_id=person_id,
            account_id=account_id,
            kind=kind,
            source="demonstration",
            document_type=citizen.number.document_type.value,
            actor=actor,
            now=now,
        )
    proofing.refresh_levels(person_id=person_id, actor=actor, now=now)
    return person_id, account_id


def _unit(
    company: SyntheticCompany, *, head: Citizen | None, actor: Actor, now: dt.datetime
) -> LegalPersonId:
    unit_id = operations.add_legal_person(
        record=UnitRecord(
            name=CompanyName.parse(company.taxpayer.name),
            source=RecordSource.REGISTER,
            credit_code=CreditCode.parse(company.taxpayer.credit_code),
            representative_name=None if head is None else head.name,
            representative_number=None if head is None else head.number,
        ),
        actor=actor,
        now=now,
    )
    operations.add_evidence(
        legal_person_id=unit_id,
        kind=UnitEvidenceKind.REGISTER_MATCH,
        source="demonstration",
        actor=actor,
        now=now,
    )
    return unit_id


def _consent(person_id: PersonId, account_id: AccountId, *, actor: Actor, now: dt.datetime) -> None:
    purpose = ConsentPurpose.COMPANY_REGISTRATION
    operations.give_consent(
        person_id=person_id,
        account_id=account_id,
        purpose=purpose,
        last_day=today_in_china(now) + dt.timedelta(days=200),
        actor=actor,
        now=now,
    )
    consent = queries.find_standing_consent(
        name=HEAD.name, number=HEAD.number, purpose=purpose, now=now
    )
    if consent is None:  # pragma: no cover  it was given just now
        raise SystemExit("The consent of the demonstration is not there.")
    operations.use_consent(
        consent=consent, used_by=_SYSTEM, case_number="SB-2026-0001", actor=actor, now=now
    )


def _facts(citizen: Citizen, password: str, what: str) -> dict[str, str]:
    return {"user_name": citizen.user_name, "password": password, "is": what}
