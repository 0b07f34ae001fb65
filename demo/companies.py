"""The company of the demonstration: its representative has only to confirm, and may switch."""

import datetime as dt
import secrets

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.types import ActivationPurpose, Visit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.names import CompanyName, PersonName
from shiming.legal_persons import operations
from shiming.legal_persons.types import (
    OfficeKind,
    OfficeSource,
    OfficeState,
    RecordSource,
    UnitEvidenceKind,
    UnitRecord,
)
from shiming.registers.types import CoreOfficerKind
from shiming.vendors.registers.simulator.companies import load_companies


def seed_company(*, actor: Actor, now: dt.datetime) -> dict[str, str]:
    """
    Put the first company of the simulated register on record, and return its facts.

    Its representative has never been here: once proofed, they find the office under 企业.
    """
    company = load_companies()[0]
    taxpayer = company.taxpayer
    head = next(
        officer
        for officer in company.officers
        if officer.kind is CoreOfficerKind.LEGAL_REPRESENTATIVE
    )
    name = PersonName.parse(head.name)
    number = parse_document_number(DocumentType(head.document_type), head.number)
    with transaction.atomic(durable=True):
        unit_id = operations.add_legal_person(
            record=UnitRecord(
                name=CompanyName.parse(taxpayer.name),
                source=RecordSource.REGISTER,
                credit_code=CreditCode.parse(taxpayer.credit_code),
                taxpayer_number=TaxpayerNumber.parse(taxpayer.taxpayer_number),
                representative_name=name,
                representative_number=number,
            ),
            actor=actor,
            now=now,
        )
        operations.add_evidence(
            legal_person_id=unit_id,
            kind=UnitEvidenceKind.REGISTER_MATCH,
            source="simulator",
            actor=actor,
            now=now,
        )
        operations.open_office(
            legal_person_id=unit_id,
            kind=OfficeKind.LEGAL_REPRESENTATIVE,
            source=OfficeSource.REGISTER,
            state=OfficeState.AWAITING_CONFIRMATION,
            number=number,
            name=name,
            actor=actor,
            now=now,
        )
        account_id = operations.ensure_account(legal_person_id=unit_id, actor=actor, now=now)
        issued = accounts.issue_activation_code(
            account_id=account_id, purpose=ActivationPurpose.FIRST_SIGN_IN, actor=actor, now=now
        )
    password = f"Demo-{secrets.token_urlsafe(9)}7a"
    choose_password(
        typed_code=issued.code,
        password=password,
        document=None,
        account_id=None,
        visit=Visit(token="", address="", device="demonstration"),
        now=now,
    )
    return {
        "password": password,
        "sign_in": "/sign-in/enterprise/",
        "name": taxpayer.name,
        "credit_code": taxpayer.credit_code,
        "taxpayer_number": taxpayer.taxpayer_number,
        "representative": head.name,
        "page": "/enterprises/",
    }
