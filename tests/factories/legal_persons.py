"""Makes units and offices as the product itself would leave them."""

import datetime as dt
import io

from PIL import Image

from shiming.accounts.models import Account
from shiming.accounts.types import PersonId
from shiming.kernel.actor import system_actor
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonId,
    LegalPersonKind,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
    RecordSource,
    UnitRecord,
    UnitStatement,
)
from shiming.proofing import operations as proofing
from shiming.proofing.types import EvidenceKind
from shiming.registers.types import CoreOfficer, CoreOfficerKind, Taxpayer, TaxpayerState
from shiming.vendors.registers.simulator.companies import SyntheticCompany
from tests.cast import LEGAL_REPRESENTATIVE, Member
from tests.factories.accounts import NOW, make_account_of, person_of

# The region 600101 is nobody's.
CODE = "91600101MA0TE5T16D"
OTHER_CODE = "91600101MA0TE5T248"
UNIT_NAME = "样本市晴川贸易有限公司"

_SYSTEM = system_actor(device="tests")


def make_proofed(member: Member, *, now: dt.datetime = NOW) -> Account:
    """Return an account of one of the cast whose name and number a register has confirmed."""
    account = make_account_of(member, is_attached=True, now=now)
    for kind in (EvidenceKind.MOBILE, EvidenceKind.REGISTER_TWO_FACTORS):
        proofing.add_evidence(
            person_id=person_of(account),
            account_id=account.pk,
            kind=kind,
            source="tests",
            actor=_SYSTEM,
            now=now,
        )
    proofing.refresh_levels(person_id=person_of(account), actor=_SYSTEM, now=now)
    return account


def make_unit(
    *,
    code: str = CODE,
    name: str = UNIT_NAME,
    taxpayer_number: str = "",
    representative: Member | None = LEGAL_REPRESENTATIVE,
    now: dt.datetime = NOW,
) -> LegalPersonId:
    """Return a unit that is on record, and of which nothing is proven."""
    return operations.add_legal_person(
        record=UnitRecord(
            name=CompanyName.parse(name),
            source=RecordSource.DECLARED,
            credit_code=CreditCode.parse(code),
            taxpayer_number=TaxpayerNumber.parse(taxpayer_number) if taxpayer_number else None,
            representative_name=None if representative is None else representative.person_name,
            representative_number=(
                None if representative is None else representative.document_number
            ),
        ),
        actor=_SYSTEM,
        now=now,
    )


def make_office(
    unit: LegalPersonId,
    member: Member,
    account: Account | None,
    *,
    kind: OfficeKind = OfficeKind.LEGAL_REPRESENTATIVE,
    state: OfficeState = OfficeState.ACTIVE,
    source: OfficeSource = OfficeSource.REGISTER,
    now: dt.datetime = NOW,
) -> OfficeId:
    """Return an office of one of the cast at a unit."""
    return operations.open_office(
        legal_person_id=unit,
        kind=kind,
        source=source,
        state=state,
        number=member.document_number,
        name=member.person_name,
        person_id=None if account is None else PersonId(person_of(account)),
        actor=_SYSTEM,
        now=now,
    )


def picture() -> bytes:
    """Return a picture that says nothing."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return content.getvalue()


def statement(
    *,
    representative: Member = LEGAL_REPRESENTATIVE,
    code: str = CODE,
    name: str = UNIT_NAME,
    address: str = "云海省样本市东湖区文昌路1号",
) -> UnitStatement:
    """Return what somebody states of the unit."""
    return UnitStatement(
        credit_code=CreditCode.parse(code),
        name=CompanyName.parse(name),
        kind=LegalPersonKind.ENTERPRISE,
        representative_name=representative.person_name,
        representative_number=representative.document_number,
        mobile=representative.mobile_number,
        address=address,
        email="unit@example.com",
        representative_ethnicity="汉",
    )


def form_of(
    *,
    representative: Member = LEGAL_REPRESENTATIVE,
    role: ApplicantRole = ApplicantRole.REPRESENTATIVE,
    way: str = "register",
    **changes: str,
) -> dict[str, str]:
    """Return what a browser sends for the same."""
    return {
        "way": way,
        "role": role.value,
        "credit_code": CODE,
        "name": UNIT_NAME,
        "kind": LegalPersonKind.ENTERPRISE.value,
        "representative_name": representative.name,
        "document_type": DocumentType.RESIDENT_ID_CARD.value,
        "number": representative.number,
        "ethnicity": "汉",
        "registration_number": "",
        "mobile": representative.mobile,
        "email": "unit@example.com",
        "address": "云海省样本市东湖区文昌路1号",
    } | changes


def company_of(
    representative: Member,
    *,
    code: str = CODE,
    name: str = UNIT_NAME,
    state: TaxpayerState = TaxpayerState.NORMAL,
) -> SyntheticCompany:
    """Return the unit as the simulated registers know it."""
    return SyntheticCompany(
        taxpayer=Taxpayer(credit_code=code, taxpayer_number=code, name=name, state=state),
        officers=(
            CoreOfficer(
                kind=CoreOfficerKind.LEGAL_REPRESENTATIVE,
                name=representative.name,
                document_type=DocumentType.RESIDENT_ID_CARD.value,
                number=representative.number,
            ),
        ),
        agencies=(),
        organisation_code=code[8:17],
        representative_ethnicity="汉",
    )
