"""
Reading from the tax core who acts for a unit (S35-4): the same for the button and for the night.

It stands beside the use cases that share it, because it needs the outside call (which owns
transactions of its own) before the one in which the offices change.
"""

import dataclasses
import datetime as dt

import structlog
from django.db import transaction
from django.db.models import Q

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import (
    AgencyRecognition,
    LegalPerson,
    Office,
    OfficerMismatch,
)
from shiming.legal_persons.types import (
    OPEN_STATES,
    LegalPersonEvent,
    LegalPersonFacts,
    LegalPersonId,
    LegalPersonState,
    MismatchReason,
    OfficeEnd,
    OfficeFacts,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
    RecognitionId,
    SynchronisedOfficers,
)
from shiming.messages import operations as messages
from shiming.registers import operations as registers
from shiming.registers.types import (
    CoreOfficer,
    OfficersAnswer,
    Outcome,
    Purpose,
    Taxpayer,
    TaxpayerState,
)

_log = structlog.get_logger(__name__)
_WAITING = (OfficeState.AWAITING_CONFIRMATION, OfficeState.AGREED, OfficeState.REQUESTED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """One person whom the core names, as far as they are understood here."""

    kind: OfficeKind
    spelt: CoreOfficer
    number: DocumentNumber | None = None
    name: PersonName | None = None
    person_id: PersonId | None = None
    is_captured: bool = False
    mismatch: MismatchReason | None = None


def read_core(
    *, legal_person_id: LegalPersonId, actor: Actor, now: dt.datetime
) -> SynchronisedOfficers:
    """
    Read a unit's officers from the tax core and have its offices follow.

    Call it outside of transactions. Who is captured holds the office at once; who is not, or whose
    data do not match, is put on the list for correction. Whom the core no longer names loses what
    came from it, and a unit that it has deregistered loses all (S32-10, S32-15).

    :raises errors.UnitNotFound: if there is no such unit
    :raises errors.CoreUnavailable: if the core does not answer; nothing is changed then
    :raises errors.CoreKnowsNoSuchUnit: if it has no such taxpayer; nothing is changed then
    """
    unit = queries.get_legal_person(legal_person_id)
    answer = registers.list_officers(
        number=_number_of(unit),
        purpose=Purpose.LEGAL_PERSON,
        case_number=f"unit:{legal_person_id}",
        actor=actor,
        now=now,
    )
    if answer.outcome is Outcome.UNAVAILABLE:
        raise errors.CoreUnavailable
    if answer.taxpayer is None:
        raise errors.CoreKnowsNoSuchUnit
    with transaction.atomic(durable=True):
        return _apply(unit, answer, answer.taxpayer, actor=actor, now=now)


def _apply(
    unit: LegalPersonFacts,
    answer: OfficersAnswer,
    taxpayer: Taxpayer,
    *,
    actor: Actor,
    now: dt.datetime,
) -> SynchronisedOfficers:
    # Held until the commit: the button and the night must not both end and open the same offices.
    LegalPerson.objects.filter(pk=unit.id).update(synchronised_at=now)
    is_cancelled = taxpayer.state is TaxpayerState.CANCELLED
    named = [] if is_cancelled else _understand_all(answer.officers, now=now)
    state = _state_after(unit.state, taxpayer.state)
    if unit.state is LegalPersonState.EXISTING and state is not unit.state:
        # First of all: for a unit that is gone nobody acts any more.
        operations.alert_of_state(unit.id, unit=unit.name, now=now)
    open_offices = list(
        Office.objects.select_related("legal_person")
        .filter(legal_person_id=unit.id, state__in=list(OPEN_STATES))
        .order_by("opened_at", "pk")
    )
    facts = [queries.facts_of_office(office) for office in open_offices]
    ended = 0
    for office in facts:
        reason = _reason_to_end(office, named, is_cancelled=is_cancelled)
        if reason is not None:
            operations.end_office(office_id=office.id, reason=reason, actor=actor, now=now)
            ended += 1
    opened = active = 0
    for one in named:
        held = next((office for office in facts if _is_same(office, one)), None)
        opened += _hold(unit.id, one, held, actor=actor, now=now)
        active += one.is_captured
    _list_mismatches(unit.id, named, now=now)
    if queries.list_requests(unit.id):
        operations.ask_heads(unit.id, now=now)
    LegalPerson.objects.filter(pk=unit.id).update(
        state=state,
        is_insurance_only=taxpayer.is_insurance_only,
    )
    if is_cancelled:
        _end_agencies(unit.id, now=now)
    mismatches = sum(one.mismatch is not None for one in named)
    audit.record(
        event=LegalPersonEvent.OFFICERS_SYNCHRONISED,
        actor=actor,
        subject=f"legal_person:{unit.id}",
        at=now,
        details={
            "source": answer.source,
            "reference": answer.reference,
            "opened": opened,
            "ended": ended,
            "mismatches": mismatches,
            "is_cancelled": is_cancelled,
        },
    )
    return SynchronisedOfficers(
        active=active,
        opened=opened,
        ended=ended,
        mismatches=mismatches,
        is_cancelled=is_cancelled,
    )


def _understand_all(officers: tuple[CoreOfficer, ...], *, now: dt.datetime) -> list[_Named]:
    """Join each to the real-name data; who is named twice, or is a second head, counts once."""
    found: dict[object, _Named] = {}
    for place, spelt in enumerate(officers):
        one = _understand(spelt, now=now)
        is_head = one.kind is OfficeKind.LEGAL_REPRESENTATIVE and one.number is not None
        key: object = place if one.number is None else (one.kind, one.number.key)
        if found.setdefault(one.kind if is_head else key, one) is not one:
            _log.warning("legal_persons.core.named_twice", kind=one.kind.value)
    return list(found.values())


def _understand(spelt: CoreOfficer, *, now: dt.datetime) -> _Named:
    """Join what the core spells to the real-name data, by the document's number (S35-4)."""
    kind = OfficeKind(spelt.kind.value)
    try:
        number = parse_document_number(DocumentType(spelt.document_type), spelt.number)
    except (DomainError, ValueError):
        return _Named(kind=kind, spelt=spelt, mismatch=MismatchReason.NUMBER_MALFORMED)
    try:
        name = PersonName.parse(spelt.name)
    except DomainError:
        return _Named(kind=kind, spelt=spelt, number=number, mismatch=MismatchReason.NAME_MALFORMED)
    person = accounts.find_person(number)
    if person is None:
        mismatch, person_id, is_captured = MismatchReason.NOT_CAPTURED, None, False
    elif not person.name.matches(name):
        mismatch, person_id, is_captured = MismatchReason.NAME_DIFFERS, None, False
    else:
        person_id = person.id
        is_captured = queries.level_of_person(person.id, now=now)[0] >= Level.PRIMARY
        account = accounts.account_of_face(person.id)
        has_mobile = account is not None and account.mobile is not None
        return _Named(
            kind=kind,
            spelt=spelt,
            number=number,
            name=name,
            person_id=person_id,
            is_captured=is_captured,
            mismatch=_mismatch_of_known(is_captured=is_captured, has_mobile=has_mobile),
        )
    return _Named(kind=kind, spelt=spelt, number=number, name=name, mismatch=mismatch)


def _mismatch_of_known(*, is_captured: bool, has_mobile: bool) -> MismatchReason | None:
    if not is_captured:
        return MismatchReason.NOT_CAPTURED
    return None if has_mobile else MismatchReason.NO_MOBILE


def _reason_to_end(
    office: OfficeFacts, named: list[_Named], *, is_cancelled: bool
) -> OfficeEnd | None:
    """Return why an office must end by what the core says, or None if it stays."""
    if is_cancelled:
        return OfficeEnd.UNIT_CANCELLED
    of_kind = [one for one in named if one.kind is office.kind]
    if any(_is_same(office, one) for one in of_kind):
        return None
    if office.source is OfficeSource.CORE:
        # A number that cannot be read may be theirs: nobody loses an office by a slip of the core.
        is_garbled = any(one.number is None for one in of_kind)
        return None if is_garbled else OfficeEnd.CORE
    is_head = office.kind is OfficeKind.LEGAL_REPRESENTATIVE
    other_head = any(one.is_captured for one in of_kind)
    # There is one legal representative, and the core says who.
    return OfficeEnd.REPLACED if is_head and other_head else None


def _hold(
    legal_person_id: LegalPersonId,
    one: _Named,
    held: OfficeFacts | None,
    *,
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """Have somebody hold the office that the core names; tell whether it is a new one."""
    if one.number is None or one.name is None or one.mismatch is MismatchReason.NAME_DIFFERS:
        return False
    if held is None:
        operations.open_office(
            legal_person_id=legal_person_id,
            kind=one.kind,
            source=OfficeSource.CORE,
            state=OfficeState.ACTIVE if one.is_captured else OfficeState.AGREED,
            number=one.number,
            name=one.name,
            person_id=one.person_id if one.is_captured else None,
            actor=actor,
            now=now,
        )
        _tell(one, now=now)
        return True
    # What the core names is the core's from now on: nobody ends it here (S32-10).
    Office.objects.filter(pk=held.id).update(source=OfficeSource.CORE)
    if held.state in _WAITING and one.is_captured and one.person_id is not None:
        operations.activate_office(
            office_id=OfficeId(held.id),
            person_id=one.person_id,
            from_states=_WAITING,
            actor=actor,
            now=now,
        )
        _tell(one, now=now)
    return False


def _end_agencies(legal_person_id: LegalPersonId, *, now: dt.datetime) -> None:
    """Have who acts for the unit, or in its name for others, fall back to themselves at once."""
    of_unit = AgencyRecognition.objects.filter(
        Q(client_id=legal_person_id) | Q(agency_id=legal_person_id)
    )
    for recognition_id in of_unit.order_by("pk").values_list("pk", flat=True):
        operations.end_client_sessions(RecognitionId(recognition_id), now=now)


def _tell(one: _Named, *, now: dt.datetime) -> None:
    """Tell somebody that they may act for a unit from now on: they may never have heard of it."""
    account = None if one.person_id is None else accounts.account_of_face(one.person_id)
    if account is not None and one.is_captured:
        messages.notify(
            template="legal_persons/office_from_core", account_id=account.id, context={}, now=now
        )


def _list_mismatches(
    legal_person_id: LegalPersonId, named: list[_Named], *, now: dt.datetime
) -> None:
    OfficerMismatch.objects.filter(legal_person_id=legal_person_id, settled_at__isnull=True).update(
        settled_at=now
    )
    OfficerMismatch.objects.bulk_create(
        OfficerMismatch(
            id=new_id(),
            legal_person_id=legal_person_id,
            kind=one.kind,
            name=one.spelt.name,
            number=one.spelt.number,
            reason=one.mismatch,
            found_at=now,
        )
        for one in named
        if one.mismatch is not None
    )


def _is_same(office: OfficeFacts, one: _Named) -> bool:
    return (
        one.number is not None
        and office.kind is one.kind
        and office.holder_number.document_type is one.number.document_type
        and office.holder_number.key == one.number.key
    )


def _state_after(known: LegalPersonState, said: TaxpayerState) -> LegalPersonState:
    """Return how the unit stands, now that the core has said how the taxpayer does."""
    if said is TaxpayerState.CANCELLED:
        return LegalPersonState.CANCELLED
    if said is TaxpayerState.ABNORMAL:
        return LegalPersonState.ABNORMAL if known is LegalPersonState.EXISTING else known
    return LegalPersonState.EXISTING if known is LegalPersonState.ABNORMAL else known


def _number_of(unit: LegalPersonFacts) -> Identifier:
    if unit.credit_code:
        return CreditCode.parse(unit.credit_code, allow_provisional=True)
    return TaxpayerNumber.parse(unit.taxpayer_number)
