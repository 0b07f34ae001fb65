"""Use case: a counter gives a unit the code with which it gets in for the first time (S15-4)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountState, ActivationPurpose, NumberKind
from shiming.audit import operations as audit
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.ids import new_id
from shiming.kernel.names import CompanyName
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import CounterIssue
from shiming.legal_persons.policies.registrations import SHORTEST_EXPLANATION, is_explained
from shiming.legal_persons.types import (
    FormerNumberKind,
    LegalPersonEvent,
    LegalPersonId,
    LegalPersonPermission,
    RecordSource,
    UnitEvidenceKind,
    UnitRecord,
)
from shiming.vault import operations as vault

MOST_PICTURE_BYTES = 8 * 2**20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitAtCounter:
    """What the clerk reads from the unit's paper."""

    credit_code: CreditCode
    name: CompanyName
    social_number: str = dataclasses.field(repr=False)
    """The unit's number at the social insurance (单位社保号), with which it signs in (S15-2)."""
    explanation: str = dataclasses.field(repr=False)
    paper: bytes = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IssuedUnitCode:
    """A code to be printed; readable in this value alone, and once."""

    unit_name: str
    code: str
    expires_at: dt.datetime


def issue_code(*, unit: UnitAtCounter, clerk: Actor, now: dt.datetime) -> IssuedUnitCode:
    """
    Put the unit on record, give it its number and an account, and return the code to it.

    There is no first password: whoever holds the printed code chooses one (Q03). An earlier code
    of the unit is void. That a clerk saw its paper is evidence; its representative still has to be
    proofed before it is real-name (S33-23).

    :raises errors.CodeNotAllowed: without the permission, or for a unit that the clerk acts for
    :raises errors.ExplanationTooShort: if the clerk did not write what they saw
    :raises errors.CodeNotNeeded: if the unit signs in already: it is reset instead (S15-5)
    :raises errors.NumberTaken: if the number is another unit's
    :raises shiming.accounts.errors.NumberTaken: if another account signs in with the number
    :raises shiming.accounts.errors.NumberMalformed: if it can be no such number
    :raises kernel.pictures.PictureEmpty: if the paper was not captured
    :raises kernel.pictures.PictureTypeUnknown: if the capture is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if it has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if it is cut off or damaged
    """
    if clerk.account_id is None or not clerk.may(LegalPersonPermission.ISSUE_CODE):
        raise errors.CodeNotAllowed
    if not is_explained(unit.explanation):
        raise errors.ExplanationTooShort(min_length=SHORTEST_EXPLANATION)
    clean = pictures.clean_picture(unit.paper, max_bytes=MOST_PICTURE_BYTES)
    with transaction.atomic(durable=True):
        unit_id = _settle(unit, clerk=clerk, now=now)
        operations.add_former_number(
            legal_person_id=unit_id,
            kind=FormerNumberKind.SOCIAL_INSURANCE,
            number=unit.social_number,
            actor=clerk,
            now=now,
        )
        # The paper that the clerk saw is what counts from now on: first of all it is kept.
        operations.add_evidence(
            legal_person_id=unit_id,
            kind=UnitEvidenceKind.COUNTER,
            source="counter",
            is_manual=True,
            actor=clerk,
            now=now,
        )
        account_id = operations.ensure_account(legal_person_id=unit_id, actor=clerk, now=now)
        if accounts_queries.get_account(account_id).state is not AccountState.PENDING:
            raise errors.CodeNotNeeded
        accounts.attach_number(
            account_id=account_id,
            kind=NumberKind.UNIT_SOCIAL_SECURITY,
            number=unit.social_number,
            actor=clerk,
            now=now,
        )
        row = CounterIssue.objects.create(
            id=new_id(),
            legal_person_id=unit_id,
            clerk_id=clerk.account_id,
            explanation=unit.explanation.strip(),
            paper_file_id=vault.keep_file(
                "legal_persons.counter_issue", clean.content, clean.media_type, now, None
            ),
            issued_at=now,
        )
        issued = accounts.issue_activation_code(
            account_id=account_id, purpose=ActivationPurpose.FIRST_SIGN_IN, actor=clerk, now=now
        )
        audit.record(
            event=LegalPersonEvent.CODE_ISSUED,
            actor=clerk,
            subject=f"counter_issue:{row.pk}",
            at=now,
            details={"legal_person_id": str(unit_id)},
        )
    return IssuedUnitCode(
        unit_name=queries.get_legal_person(unit_id).name,
        code=issued.code,
        expires_at=issued.expires_at,
    )


def _settle(unit: UnitAtCounter, *, clerk: Actor, now: dt.datetime) -> LegalPersonId:
    known = queries.find_by_credit_code(unit.credit_code)
    if known is None:
        return operations.add_legal_person(
            record=UnitRecord(
                name=unit.name, credit_code=unit.credit_code, source=RecordSource.COUNTER
            ),
            actor=clerk,
            now=now,
        )
    if CompanyName.parse(known.name).folded != unit.name.folded:
        raise errors.NameMismatch
    officers = queries.list_officers(known.id, now=now)
    is_own = accounts_queries.is_about_actor(None, number=known.representative_number, actor=clerk)
    if is_own or any(
        accounts_queries.is_about_actor(one.person_id, actor=clerk) for one in officers
    ):
        raise errors.CodeNotAllowed
    return known.id
